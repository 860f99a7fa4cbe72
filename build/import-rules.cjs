/**
 * Import rules, checked on the real graph of modules. core/ is a house of floors: a folder imports only from those below
 * it. The list is the order of the floors, lowest first; folders in one entry share a floor and know nothing of each other,
 * except where `together` says so.
 */
const FLOORS = [
  ['base'],
  ['tlv'],
  ['apdu'],
  ['transport'],
  ['virtual-card'],
  ['card'],
  ['pkcs15'],
  ['files'],
  ['wbxml', 'xml'],
  ['syncml', 'tnds', 'mo', 'cp'],
  ['bootstrap'],
  ['device'],
  ['diagnosis'],
  ['plan'],
  ['batch'],
  ['trace'],
  ['report'],
];

/** In these the folders of one floor stand in the order given as well: syncml before tnds before mo before cp. */
const ordered = FLOORS.flat();

const floorRules = ordered.map((folder, index) => ({
  name: `core-floor-${folder}`,
  comment: `core/${folder} imports only from lower floors`,
  severity: 'error',
  from: { path: `^core/${folder}/` },
  to: { path: `^core/(${ordered.slice(index + 1).join('|') || '-'})/` },
}));

module.exports = {
  forbidden: [
    ...floorRules,
    {
      name: 'core-is-pure',
      comment: 'core knows no Node, no shell, no interface',
      severity: 'error',
      from: { path: '^core/' },
      to: { path: '^(electron|cli|renderer|build|test)/' },
    },
    {
      name: 'core-has-no-node',
      severity: 'error',
      from: { path: '^core/' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'core-packages',
      comment: 'only these packages are pure enough for core',
      severity: 'error',
      from: { path: '^core/' },
      to: {
        path: 'node_modules/',
        pathNot: 'node_modules/(asn1js|pkijs|pvtsutils|saxes|yaml|zod|@noble/(ciphers|hashes))/',
      },
    },
    {
      name: 'renderer-outside',
      comment: 'the interface uses core and the contract, nothing of the shells',
      severity: 'error',
      from: { path: '^renderer/' },
      to: { path: '^(electron/(?!ipc/)|cli/|build/|test/)' },
    },
    {
      name: 'renderer-services-only',
      comment: 'only renderer/services talks to the app: all else takes types of the contract and nothing more',
      severity: 'error',
      from: { path: '^renderer/(?!services/)' },
      to: { path: '^electron/ipc/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'renderer-has-no-node',
      severity: 'error',
      from: { path: '^renderer/' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'preload-is-thin',
      severity: 'error',
      from: { path: '^electron/preload/' },
      to: { path: '^(electron/(main|card-host|storage)/|cli/|renderer/|core/)' },
    },
    {
      name: 'shell-knows-no-cli',
      severity: 'error',
      from: { path: '^electron/' },
      to: { path: '^(cli|renderer|build|test)/' },
    },
    {
      name: 'storage-is-lower',
      comment: 'storage serves the card-host, it does not know it',
      severity: 'error',
      from: { path: '^electron/storage/' },
      to: { path: '^electron/(main|preload|ipc|card-host)/' },
    },
    {
      name: 'one-native-file',
      comment: 'one file loads the native PC/SC binding',
      severity: 'error',
      from: { pathNot: '^(electron/card-host/pcsc/winscard\\.ts$|test/)' },
      to: { path: 'node_modules/koffi/' },
    },
    {
      name: 'one-serial-file',
      comment: 'one file loads the native serial port binding',
      severity: 'error',
      from: { pathNot: '^(electron/card-host/at/serial-line\\.ts$|test/)' },
      to: { path: 'node_modules/serialport/' },
    },
    {
      name: 'credentials-through-the-guard',
      comment: 'the link opens the way of a credential to the card, the retry guard alone takes it',
      severity: 'error',
      from: { pathNot: '^core/card/(card-link|retry-guard)\\.ts$' },
      to: { path: '^core/card/credential-channel\\.ts$', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'no-tests-in-product',
      severity: 'error',
      from: { pathNot: '^(test/|build/scripts/bench\\.mjs$)' },
      to: { path: '^test/' },
    },
    {
      name: 'no-circular',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    { name: 'resolvable', severity: 'error', from: {}, to: { couldNotResolve: true, pathNot: '^(electron|virtual:)' } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(dist|node_modules/\\.)' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'build/import-rules.tsconfig.json' },
    enhancedResolveOptions: {
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.cjs', '.json', '.d.ts'],
      exportsFields: ['exports'],
      conditionNames: ['import', 'types', 'node', 'default'],
    },
  },
};
