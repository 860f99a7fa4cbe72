import { parseArgs } from 'node:util';
import { missingBinding, packageApp } from '../packaging/package-app.ts';
import type { PackageTarget, TargetArch, TargetPlatform } from '../packaging/target.ts';
import { DIST, ROOT } from './build-all.ts';
import { ensureBuilt } from './ensure-built.ts';

const USAGE = 'npm run package -- [--dir] [--win] [--mac] [--linux] [--x64] [--arm64] [-o FOLDER]';

const ARCHS: readonly TargetArch[] = ['x64', 'arm64'];

/**
 * `npm run package`: the installers of this machine's system, or with `--dir` the app's folder alone. Exit code 1 when
 * installers were asked for and could not be made, 2 for wrong usage.
 */
export async function packageTargets(argv: readonly string[]): Promise<void> {
  const asked = readArguments(argv);
  if (asked === undefined) {
    process.stderr.write(`Usage: ${USAGE}\n`);
    process.exitCode = 2;
    return;
  }
  await ensureBuilt();
  for (const target of asked.targets) {
    try {
      await packageOne(target, asked.folderOnly, asked.output);
    } catch (problem) {
      const reason = problem instanceof Error ? problem.message : String(problem);
      process.stderr.write(`${nameOf(target)} could not be packaged: ${reason}\n`);
      process.exitCode = 1;
    }
  }
}

async function packageOne(target: PackageTarget, folderOnly: boolean, output: string): Promise<void> {
  const missing = missingBinding(ROOT, target);
  if (missing !== undefined) {
    const install = `npm install --no-save --force --os=${target.platform} --cpu=${target.arch} ${missing}`;
    process.stderr.write(`${nameOf(target)} needs a binding that is not installed here: ${install}\n`);
    process.exitCode = 1;
    return;
  }
  const made = await packageApp({ ...target, root: ROOT, output, folderOnly });
  if (made.complete) {
    process.stdout.write(`${[made.folder, ...made.installers].join('\n')}\n`);
    return;
  }
  process.stdout.write(
    `${nameOf(target)}: the app's files are in ${made.resources}. Electron's binary, which cannot be downloaded here, is all that is missing${folderOnly ? '' : ' for the installers'}.\n`,
  );
  if (!folderOnly) process.exitCode = 1;
}

const nameOf = ({ platform, arch }: PackageTarget): string => `${platform} ${arch}`;

interface Asked {
  readonly targets: readonly PackageTarget[];
  readonly folderOnly: boolean;
  readonly output: string;
}

/** @returns undefined where the arguments are not understood. */
function readArguments(argv: readonly string[]): Asked | undefined {
  try {
    const flag = { type: 'boolean', default: false } as const;
    const { values } = parseArgs({
      args: [...argv],
      options: {
        dir: flag,
        win: flag,
        mac: flag,
        linux: flag,
        x64: flag,
        arm64: flag,
        output: { type: 'string', short: 'o', default: `${DIST}/package` },
      },
    });
    const platforms: TargetPlatform[] = [];
    if (values.win) platforms.push('win32');
    if (values.mac) platforms.push('darwin');
    if (values.linux) platforms.push('linux');
    if (platforms.length === 0) platforms.push(thisPlatform());
    const named = ARCHS.filter((arch) => values[arch]);
    const archs = named.length > 0 ? named : ([process.arch === 'arm64' ? 'arm64' : 'x64'] as const);
    const targets = platforms.flatMap((platform) => archs.map((arch) => ({ platform, arch })));
    return { targets, folderOnly: values.dir, output: values.output };
  } catch {
    return undefined;
  }
}

function thisPlatform(): TargetPlatform {
  const { platform } = process;
  return platform === 'win32' || platform === 'darwin' ? platform : 'linux';
}
