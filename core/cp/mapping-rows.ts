/**
 * One parm and the node that it becomes. A type or parm marked `*` stands for as many children with free names as there are
 * of it, which the node's path has as `<X>`; of one without `*` the object has room for the first only.
 */
export interface MappingRow {
  // Types of inner characteristics and the parm: APPADDR*/PORT*/PORTNBR.
  readonly cp: string;
  readonly node: string;
  /** Null where the pairing is known from implementations alone. */
  readonly clause: string | null;
  readonly convert?: 'level' | 'addrType' | 'base64';
  readonly format?: 'int' | 'bin';
}

const STD_OBJ = 'StdObj C';

/** w7 → DMAcc (DM StdObj, appendix C; 5.4.6). Connectivity references have a rule of their own. */
export const W7_MAPPING = [
  { cp: 'APPID', node: 'AppID', clause: STD_OBJ },
  { cp: 'PROVIDER-ID', node: 'ServerID', clause: STD_OBJ },
  { cp: 'NAME', node: 'Name', clause: STD_OBJ },
  { cp: 'APPADDR*/ADDR', node: 'AppAddr/<X>/Addr', clause: STD_OBJ },
  { cp: 'APPADDR*/ADDRTYPE', node: 'AppAddr/<X>/AddrType', clause: STD_OBJ, convert: 'addrType' },
  { cp: 'APPADDR*/PORT*/PORTNBR', node: 'AppAddr/<X>/Port/<X>/PortNbr', clause: STD_OBJ },
  { cp: 'ADDR*', node: 'AppAddr/<X>/Addr', clause: STD_OBJ },
  { cp: 'APPAUTH*/AAUTHLEVEL', node: 'AppAuth/<X>/AAuthLevel', clause: STD_OBJ, convert: 'level' },
  { cp: 'APPAUTH*/AAUTHTYPE', node: 'AppAuth/<X>/AAuthType', clause: STD_OBJ },
  { cp: 'APPAUTH*/AAUTHNAME', node: 'AppAuth/<X>/AAuthName', clause: STD_OBJ },
  { cp: 'APPAUTH*/AAUTHSECRET', node: 'AppAuth/<X>/AAuthSecret', clause: STD_OBJ },
  { cp: 'APPAUTH*/AAUTHDATA', node: 'AppAuth/<X>/AAuthData', clause: STD_OBJ, convert: 'base64', format: 'bin' },
] as const satisfies readonly MappingRow[];

/** Any other application → the structure template of application connectivity (DM Bootstrap 1.3, appendix C). */
export const GENERAL_MAPPING = [
  { cp: 'APPID', node: 'AppID', clause: 'C' },
  { cp: 'PROVIDER-ID', node: 'ProviderID', clause: 'C' },
  { cp: 'NAME', node: 'Name', clause: 'C' },
  { cp: 'AACCEPT', node: 'AAccept', clause: 'C' },
  { cp: 'APROTOCOL', node: 'AProtocol', clause: 'C' },
  { cp: 'ADDR', node: 'PrefAddr', clause: 'C' },
  { cp: 'APPADDR*/ADDR', node: 'AppAddr/<X>/Addr', clause: 'C' },
  { cp: 'APPADDR*/ADDRTYPE', node: 'AppAddr/<X>/AddrType', clause: 'C' },
  { cp: 'APPADDR*/PORT*/PORTNBR', node: 'AppAddr/<X>/Port/<X>/PortNbr', clause: 'C' },
  { cp: 'APPADDR*/PORT*/SERVICE*', node: 'AppAddr/<X>/Port/<X>/Service/<X>/Service', clause: 'C' },
  { cp: 'APPAUTH*/AAUTHLEVEL', node: 'AppAuth/<X>/AAuthLevel', clause: 'C' },
  { cp: 'APPAUTH*/AAUTHTYPE', node: 'AppAuth/<X>/AAuthType', clause: 'C' },
  { cp: 'APPAUTH*/AAUTHNAME', node: 'AppAuth/<X>/AAuthName', clause: 'C' },
  { cp: 'APPAUTH*/AAUTHSECRET', node: 'AppAuth/<X>/AAuthSecret', clause: 'C' },
  { cp: 'APPAUTH*/AAUTHDATA', node: 'AppAuth/<X>/AAuthData', clause: 'C' },
  { cp: 'RESOURCE*/URI', node: 'Resource/<X>/URI', clause: 'C' },
  { cp: 'RESOURCE*/NAME', node: 'Resource/<X>/Name', clause: 'C' },
  { cp: 'RESOURCE*/AACCEPT', node: 'Resource/<X>/AAccept', clause: 'C' },
  { cp: 'RESOURCE*/AAUTHTYPE', node: 'Resource/<X>/AAuthType', clause: 'C' },
  { cp: 'RESOURCE*/AAUTHNAME', node: 'Resource/<X>/AAuthName', clause: 'C' },
  { cp: 'RESOURCE*/AAUTHSECRET', node: 'Resource/<X>/AAuthSecret', clause: 'C' },
  { cp: 'RESOURCE*/AAUTHDATA', node: 'Resource/<X>/AAuthData', clause: 'C' },
] as const satisfies readonly MappingRow[];

/** NAPDEF → NAP. Own addresses and name servers have a rule of their own, as their place tells the address family. */
export const NAP_MAPPING = [
  { cp: 'NAPID', node: 'NapId', clause: null },
  { cp: 'NAME', node: 'Name', clause: null },
  { cp: 'NAP-ADDRESS', node: 'Addr', clause: null },
  { cp: 'NAP-ADDRTYPE', node: 'AddrType', clause: null },
  { cp: 'LINGER', node: 'Linger', clause: null, format: 'int' },
  { cp: 'BEARER', node: 'Bearer/BearerType', clause: null },
  { cp: 'NAPAUTHINFO/AUTHTYPE', node: 'AuthInfo/AuthType', clause: null },
  { cp: 'NAPAUTHINFO/AUTHNAME', node: 'AuthInfo/AuthName', clause: null },
  { cp: 'NAPAUTHINFO/AUTHSECRET', node: 'AuthInfo/AuthSecret', clause: null },
  { cp: 'NAPAUTHINFO/AUTH-ENTITY*', node: 'AuthInfo/AuthEntities/<X>/AuthEntity', clause: null },
  { cp: 'NAPAUTHINFO/SPI', node: 'AuthInfo/SPI', clause: null },
] as const satisfies readonly MappingRow[];

/** PXLOGICAL with its PXPHYSICAL → Proxy. On the way back a port belongs to the physical proxy. */
export const PROXY_MAPPING = [
  { cp: 'PROXY-ID', node: 'ProxyId', clause: null },
  { cp: 'NAME', node: 'Name', clause: null },
  { cp: 'DOMAIN*', node: 'Domains/<X>/DomainName', clause: null },
  { cp: 'PXAUTHINFO/PXAUTH-TYPE', node: 'AuthInfo/AuthType', clause: null },
  { cp: 'PXAUTHINFO/PXAUTH-ID', node: 'AuthInfo/AuthName', clause: null },
  { cp: 'PXAUTHINFO/PXAUTH-PW', node: 'AuthInfo/AuthSecret', clause: null },
  { cp: 'PXPHYSICAL/PXADDR', node: 'Addr', clause: null },
  { cp: 'PXPHYSICAL/PXADDRTYPE', node: 'AddrType', clause: null },
  { cp: 'PXPHYSICAL/PXADDR-FQDN', node: 'AddrFQDN', clause: null },
  { cp: 'PXPHYSICAL/DOMAIN*', node: 'Domains/<X>/DomainName', clause: null },
  { cp: 'PXPHYSICAL/PORT*/PORTNBR', node: 'Ports/<X>/PortNbr', clause: null },
  { cp: 'PXPHYSICAL/PORT*/SERVICE*', node: 'Ports/<X>/Services/<X>/ServiceName', clause: null },
  { cp: 'PORT*/PORTNBR', node: 'Ports/<X>/PortNbr', clause: null },
  { cp: 'PORT*/SERVICE*', node: 'Ports/<X>/Services/<X>/ServiceName', clause: null },
] as const satisfies readonly MappingRow[];

/** AAUTHLEVEL ↔ AAuthLevel; an absent one says that credentials are those of HTTP. */
const LEVELS = [
  { cp: 'APPSRV', node: 'CLCRED' },
  { cp: 'CLIENT', node: 'SRVCRED' },
  { cp: 'OBEX', node: 'OBEX' },
] as const;

/** ADDRTYPE ↔ AddrType: the spelling differs. */
export const ADDR_TYPES = [
  { cp: 'IPV4', node: 'IPv4' },
  { cp: 'IPV6', node: 'IPv6' },
] as const;

/** AAUTHLEVEL of an AAuthLevel; undefined for one that the table does not have (HTTP, by leaving it out). */
export function provisioningLevel(level: string): string | undefined {
  return LEVELS.find((row) => row.node === level)?.cp;
}

/** AAuthLevel of an AAUTHLEVEL; undefined for one that the table does not have. */
export function accountLevel(level: string): (typeof LEVELS)[number]['node'] | undefined {
  return LEVELS.find((row) => row.cp === level)?.node;
}
