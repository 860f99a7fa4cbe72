/*
 * acl = "" | entry *("&" entry) ; entry = cmd "=" id *("+" id) ; cmd = Add|Delete|Exec|Get|Replace
 * id = "*" | printable characters except & = * + and white space (DM TND 1.2, 8.3.7.1.5)
 */
export const ACL_COMMANDS = ['Add', 'Delete', 'Exec', 'Get', 'Replace'] as const;
export type AclCommand = (typeof ACL_COMMANDS)[number];

export type Acl = ReadonlyMap<AclCommand, readonly string[]>;

/** Reads an ACL value; undefined where it does not keep to the grammar. */
export function readAcl(text: string): Acl | undefined {
  const acl = new Map<AclCommand, string[]>();
  if (text === '') return acl;
  for (const entry of text.split('&')) {
    const match = /^(Add|Delete|Exec|Get|Replace)=(.+)$/.exec(entry);
    if (match === null) return undefined;
    const command = match[1] as AclCommand;
    const ids = (match[2] ?? '').split('+');
    if (acl.has(command) || !ids.every((id) => id === '*' || /^[^&=*+\s]+$/.test(id))) return undefined;
    acl.set(command, ids);
  }
  return acl;
}

/** True when `acl` lets `server` do `command`. */
export function aclGrants(acl: Acl, command: AclCommand, server: string): boolean {
  const ids = acl.get(command) ?? [];
  return ids.includes('*') || ids.includes(server);
}

/** An ACL value in the order of the commands' names. */
export function writeAcl(acl: Acl): string {
  return ACL_COMMANDS.filter((command) => (acl.get(command)?.length ?? 0) > 0)
    .map((command) => `${command}=${acl.get(command)?.join('+')}`)
    .join('&');
}
