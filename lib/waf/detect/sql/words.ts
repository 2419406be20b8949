/** What a word is to the grammar of `read.ts`. Words that are none of these are names. */
export const wordKinds = {
  name: 0,
  /** AND, OR, XOR: joins two conditions. */
  joins: 1,
  /** LIKE, IN, BETWEEN, …: compares. */
  compares: 2,
  /** DIV, MOD, COLLATE, …: any other operator between two operands. */
  operator: 3,
  /** NOT, EXISTS, DISTINCT, …: stands before an operand. */
  before: 4,
  /** NULL, TRUE, …: an operand that is always the same. */
  constant: 5,
  select: 6,
  union: 7,
  /** ORDER, GROUP, which need BY. */
  orders: 8,
  by: 9,
  /** HAVING, WHERE, ON: a condition follows. */
  condition: 10,
  from: 11,
  into: 12,
  as: 13,
  /** LIMIT, OFFSET, FETCH, PROCEDURE: an operand follows. */
  tail: 14,
  /** ASC, DESC: closes an operand. */
  closes: 15,
  case: 16,
  /** WHEN, THEN, ELSE. */
  when: 17,
  end: 18,
  is: 19,
  /** A word that begins a statement, besides SELECT. */
  statement: 20,
  /** JOIN and what may stand before it. */
  join: 21,
  /** CURRENT_USER, SYSDATE, …: a function without parentheses. */
  niladic: 22,
} as const

const table: readonly (readonly [kind: number, words: string])[] = [
  [wordKinds.joins, 'and or xor'],
  [wordKinds.compares, 'like ilike rlike regexp glob in between sounds similar'],
  [wordKinds.operator, 'div mod collate escape at'],
  [wordKinds.before, 'not exists binary distinct all any some interval prior row top'],
  [wordKinds.constant, 'null true false unknown'],
  [wordKinds.select, 'select'],
  [wordKinds.union, 'union intersect except minus'],
  [wordKinds.orders, 'order group'],
  [wordKinds.by, 'by'],
  [wordKinds.condition, 'having where on'],
  [wordKinds.from, 'from'],
  [wordKinds.into, 'into'],
  [wordKinds.as, 'as'],
  [wordKinds.tail, 'limit offset fetch procedure'],
  [wordKinds.closes, 'asc desc'],
  [wordKinds.case, 'case'],
  [wordKinds.when, 'when then else'],
  [wordKinds.end, 'end'],
  [wordKinds.is, 'is'],
  [
    wordKinds.statement,
    'insert update delete drop create alter truncate exec execute declare waitfor shutdown copy load set call grant revoke merge replace rename use begin if prepare attach pragma vacuum do handler with backup restore bulk kill dump print',
  ],
  [wordKinds.join, 'join inner outer left right cross natural full straight_join'],
  [
    wordKinds.niladic,
    'current_user session_user system_user current_date current_time current_timestamp current_schema current_catalog current_role sysdate systimestamp localtime localtimestamp rownum rowid user uid',
  ],
]

/** Keyed by the word in lower case. */
export const words: ReadonlyMap<string, number> = new Map(
  table.flatMap(([kind, list]) => list.split(' ').map((word) => [word, kind] as const)),
)

/** Functions that only somebody who attacks lets a visitor call: they wait, read files, reach out, run commands or make errors that tell. */
export const attackFunctions: ReadonlySet<string> = new Set(
  (
    'sleep benchmark pg_sleep pg_sleep_for pg_sleep_until extractvalue updatexml load_file load_extension randomblob zeroblob xp_cmdshell xp_dirtree xp_fileexist xp_regread ' +
    'xp_subdirs sp_executesql sp_oacreate sp_password openrowset opendatasource openquery utl_inaddr.get_host_address utl_inaddr.get_host_name utl_http.request utl_file.fopen ' +
    'dbms_pipe.receive_message dbms_lock.sleep dbms_session.sleep dbms_java.runjava dbms_java_test.funcall dbms_ldap.init dbms_xmlgen.getxml httpuritype ctxsys.drithsx.sn ' +
    'dbms_utility.sqlid_to_sqlhash dbms_assert.simple_sql_name ordsys.ord_dicom.getmappingxpath sys.fn_xe_file_target_read_file fn_trace_gettable gtid_subset gtid_subtract pg_read_file pg_ls_dir ' +
    'pg_read_binary_file lo_import lo_export lo_get dblink dblink_connect query_to_xml database_to_xml current_setting st_latfromgeohash st_longfromgeohash st_pointfromgeohash name_const procedure_analyse ' +
    'linestring multilinestring multipolygon geometrycollection polygon multipoint json_keys get_lock release_lock is_free_lock raise_error system_exec sys_eval sys_exec dbms_xslprocessor.read2clob dbms_advisor.create_file ' +
    'dbms_scheduler.create_job dbms_export_extension make_set elt uuid_to_bin'
  ).split(' '),
)

/** Functions that statements are full of and sentences are not. */
export const knownFunctions: ReadonlySet<string> = new Set(
  (
    'if like glob ascii avg bin bit_length cast ceil char char_length character_length charindex chr coalesce compress concat concat_ws connection_id conv convert count crc32 current_database current_schema ' +
    'curdate database datalength date_format db_id db_name decode des_encrypt dump exp export_set field find_in_set floor format from_base64 getdate greatest group_concat hex has_dbaccess has_perms_by_name host_name ' +
    'ifnull iif inet_aton insert instr is_member is_srvrolemember isnull json_extract json_object json_type json_valid json_array json_arrayagg json_group_array json_unquote last_insert_id lcase least left len length like likelihood likely listagg ' +
    'locate lower lpad ltrim make_date max md5 mid min newid now nullif nvl nvl2 object_id object_name ord password patindex pi position power quotename quote rand random rank ' +
    'rawtohex repeat replace replicate reverse round row_count rpad rtrim schema schema_name serverproperty session_user sha sha1 sha2 sign soundex space sqlite_version str strcmp string_agg stuff substr ' +
    'substring substring_index sum suser_name suser_sname sys_context system_user to_base64 to_char to_date to_number translate trim typeof ucase unhex unicode unlikely upper user user_name userenv uuid version ' +
    'xmlagg xmlelement xmlforest xmlparse xmlrow xmltype row json_value json_query bitand trunc last first dcount dlookup asc asciistr total changes last_insert_rowid sqlite_source_id array_agg array_to_string convert_from convert_to encode current_query'
  ).split(' '),
)

/** Where databases keep what they know of themselves. */
const catalogues =
  /^(?:information_schema|pg_catalog|mysql|sys|syscat|sysibm|sysibmadm|performance_schema|master|msdb|tempdb|dba|v\$)\.|^(?:information_schema|sysobjects|syscolumns|sysdatabases|sysusers|sysprocesses|sqlite_master|sqlite_schema|sqlite_temp_master|msysobjects|msysaccessobjects|msysqueries|dual|all_tables|all_users|all_tab_columns|all_objects|user_tables|user_tab_columns|user_objects|user_users|dba_users|dba_tables|session_privs|v\$\w+|pg_\w+|rdb\$\w+|syscolumns|systables)$|\.(?:information_schema|sysobjects|syscolumns|sysusers|sysdatabases)\b/

/** @param name in lower case, with its dots */
export const isCatalogue = (name: string): boolean => catalogues.test(name)
