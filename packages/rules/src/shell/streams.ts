/** Whatever a descriptor or a process gives, however its folder is written: a number may be one of a folder of them. */
const STREAM = /(?:^|\/)(?:stdin|tty)$|(?:^|\/)\d+$|^[<>]\(/;

/** Says whether a path names no file but what a descriptor or a process gives. */
export function isStream(path: string): boolean {
  return STREAM.test(path);
}

/** Says whether a path lies below the folders of devices and processes, where a name stands for what something gives. */
export function isDevice(path: string): boolean {
  return /^\/+(?:dev|proc)\//.test(path);
}
