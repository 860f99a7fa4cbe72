/** Systems that are packaged for, as Node names them. */
export type TargetPlatform = 'win32' | 'darwin' | 'linux';
export type TargetArch = 'x64' | 'arm64';

export interface PackageTarget {
  readonly platform: TargetPlatform;
  readonly arch: TargetArch;
}
