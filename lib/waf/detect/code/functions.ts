/** How a function that is called by this name speaks for injected code. */
export interface Callee {
  /** With an argument that is text, a variable, or another call. */
  readonly sure: number
  /** Whether it also counts with no argument, or with a bare word. */
  readonly alone: number
}

const table = (sure: number, alone: number, names: string): readonly (readonly [string, Callee])[] =>
  names.split(/\s+/).map((name) => [name, { sure, alone }] as const)

/**
 * Functions that run code or commands, or read files, by their last name, in lower case. From the manuals of PHP, Python, Node, Ruby,
 * Java, .NET, Lua and Perl.
 */
const callees: ReadonlyMap<string, Callee> = new Map([
  ...table(
    0.9,
    0.8,
    `shell_exec passthru proc_open pcntl_exec create_function phpinfo __import__ execsync execfilesync spawnsync execfile getruntime
    scriptenginemanager loadlibrary os.execute wscript.shell phpversion php_uname highlight_file show_source
    posix_getpwuid get_defined_vars import_module check_output getoutput getstatusoutput`,
  ),
  ...table(
    0.85,
    0.6,
    `popen call_user_func call_user_func_array file_get_contents file_put_contents fsockopen pfsockopen readfile
    move_uploaded_file processbuilder defineclass loadclass forname newinstance readfilesync writefilesync readdirsync createreadstream
    unserialize assert_options register_shutdown_function popen2 popen3 capture2 capture2e capture3`,
  ),
  ...table(0.85, 0.7, 'system exec eval passthru assert execute spawn dl instance_eval class_eval'),
])

/** Of `callees`, the words of English and of everyday code: what they are given decides. */
const everyday: ReadonlySet<string> = new Set(
  'system exec eval assert execute spawn dl newinstance forname readfile'.split(' '),
)

export const calleeOf = (name: string): Callee | undefined => callees.get(name)
export const isEveryday = (name: string): boolean => everyday.has(name)

/** What a call must be given to count, where every program calls it: modules of the system, files, code as text. In lower case. */
export const telling: ReadonlyMap<string, RegExp> = new Map([
  ['require', /^\s*['"`](?:node:)?(?:child_process|vm|cluster|inspector|repl)['"`]/],
  ['import', /^\s*['"`](?:node:)?(?:child_process|vm|os|subprocess)['"`]/],
  ['open', /^\s*['"](?:\/(?:etc|proc|var|root|home|flag)|\||[a-z]:[\\/])/],
  ['fopen', /^\s*(?:['"](?:\/|php:|https?:|\.\.|[a-z]:)|\$_)/],
  ['include', /^\s*(?:['"](?:\/|php:|https?:|data:|\.\.\/\.\.|[a-z]:[\\/])|\$_)/],
  ['include_once', /^\s*(?:['"](?:\/|php:|https?:|data:|\.\.\/\.\.)|\$_)/],
  ['require_once', /^\s*(?:['"](?:\/|php:|https?:|data:|\.\.\/\.\.)|\$_)/],
  ['constructor', /^\s*['"`]/],
  ['function', /^\s*['"`][^'"`]{0,80}(?:return|process|require|eval|this)/],
  ['settimeout', /^\s*['"`]/],
  ['preg_replace', /^\s*['"](.)[^'"]{0,100}\1[a-z]{0,4}e[a-z]{0,4}['"]/],
  ['binding', /^\s*['"](?:spawn_sync|process_wrap|fs)['"]/],
  ['start', /^\s*["'](?:cmd|powershell|calc|\/bin\/)/],
  ['load', /^\s*["']?(?:https?:|file:)/],
  ['run', /^\s*\[?\s*["'](?:\/|id\b|ls\b|cat\b|whoami|sh\b|bash\b|cmd\b|nc\b|curl\b|wget\b)/],
  ['call', /^\s*\[?\s*["'](?:\/|id\b|ls\b|cat\b|whoami|sh\b|bash\b|cmd\b|nc\b|curl\b|wget\b)/],
  ['sleep', /^\s*\d{1,6}\s*\)\s*(?:$|[;.'"#/|&])/],
  ['base64_decode', /^\s*(?:\$_|['"])/],
  ['str_rot13', /^\s*['"]/],
  ['exit', /^\s*['"]?[\w]*['"]?\s*\)\s*;?\s*(?:\/\/|#)/],
  ['echo', /^\s*[`]/],
  ['print', /^\s*[`]/],
])
