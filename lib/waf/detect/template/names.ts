/**
 * Names by which an expression leaves the template, whatever they are called on: reflection, the class tree, the process, files. In lower
 * case. Each counts only where it is called, indexed, or has a member taken.
 */
const dangerous: ReadonlySet<string> = new Set(
  `constructor prototype mro subclasses getclass forname getruntime runtime processbuilder classloader getclassloader getmethod
  getdeclaredmethod getdeclaredconstructors newinstance invoke exec eval system popen passthru shell_exec proc_open subprocess
  child_process require mainmodule process global globals builtins importlib import_module lipsum cycler joiner get_flashed_messages
  freemarker scriptenginemanager getresourceasstream getresource protectiondomain _memberaccess memberaccess servletactioncontext
  runtimeconstants gettemplateloader registerundefinedfiltercallback getfilter file_get_contents file_excerpt readfile phpinfo fopen
  file dir io kernel open spawn execsync spawnsync assert call_user_func create_function getstreamvariable writefile
  urlclassloader getengine getenginebyname unsafe inputstream filereader scanner bufferedreader os environ getenv
  get_user_file read_file readfilesync t`.split(/\s+/),
)

/** Of `dangerous`, what honest templates call too: they need an argument that is a string, or a chain. */
const ordinary: ReadonlySet<string> = new Set(
  'file dir io open invoke scanner process global runtime assert require t os environ getenv'.split(' '),
)

/** Objects that hold secrets or the way out, where they stand alone or have a member taken. */
const holders: ReadonlySet<string> = new Set(
  `config self settings _self pagecontext applicationscope sessionscope requestscope smarty.version
  _context app.request request.application request.environ self.env`.split(/\s+/),
)

/** Those that are worth printing whole, and that no letter has a gap for. */
const dumps: ReadonlySet<string> = new Set(
  `config self _self settings request session application _context pagecontext globals locals applicationscope
  sessionscope requestscope`.split(/\s+/),
)

export const isDumped = (name: string): boolean => dumps.has(name)
export const isDangerous = (name: string): boolean => dangerous.has(name) || isDunder(name)
export const isOrdinary = (name: string): boolean => ordinary.has(name)
export const isHolder = (name: string): boolean => holders.has(name)

/** `__class__`: Python's own names. */
export const isDunder = (name: string): boolean => name.length > 5 && name.startsWith('__') && name.endsWith('__')

/** Filters and built-ins that call what they are given: Twig's `map`, Jinja's `attr`, Freemarker's `new`. In lower case. */
export const callingFilters: ReadonlySet<string> = new Set([
  'map',
  'filter',
  'reduce',
  'sort',
  'attr',
  'new',
  'api',
  'eval',
  'interpret',
  'call',
  'passthru',
  'system',
  'exec',
])
