/**
 * What ModSecurity's recommended configuration does and CRS counts on, in our own words: bodies by Content-Type, and a body that
 * cannot be read is refused. Left out where the compiled files have rules of these ids themselves.
 */
export const baseRules = `
SecRequestBodyLimit 13107200
SecRule REQUEST_HEADERS:Content-Type "@rx ^(?:application|text)/(?:[a-z0-9.+-]+[+])?xml" \\
    "id:200000,phase:1,pass,nolog,t:none,t:lowercase,ctl:requestBodyProcessor=XML"
SecRule REQUEST_HEADERS:Content-Type "@rx ^(?:application|text)/(?:[a-z0-9.+-]+[+])?json" \\
    "id:200001,phase:1,pass,nolog,t:none,t:lowercase,ctl:requestBodyProcessor=JSON"
SecRule REQBODY_ERROR "!@eq 0" \\
    "id:200002,phase:2,deny,status:400,log,t:none,msg:'The request body cannot be read',logdata:'%{reqbody_error_msg}',severity:2"
SecRule MULTIPART_STRICT_ERROR "!@eq 0" \\
    "id:200003,phase:2,deny,status:400,log,t:none,msg:'The multipart body is not as its standard has it',severity:2"
`

export const baseIds: readonly number[] = [200000, 200001, 200002, 200003]
