// Detection of injection by reading the value as what it would be injected into.
export { detectSqli } from './sqli.ts'
export { detectXss } from './xss.ts'
