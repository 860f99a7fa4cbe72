import type { Result } from '../../../core/base/result.ts';
import { decodeMessage } from '../../../core/bootstrap/message.ts';
import type { MessageView } from '../../../core/bootstrap/message-model.ts';
import { messageFromXml } from '../../../core/bootstrap/message-xml.ts';

/** A document with nothing to find: an account, its access point and a proxy. */
export const GOOD = `<wap-provisioningdoc version="1.1">
  <characteristic type="PXLOGICAL">
    <parm name="PROXY-ID" value="proxy.nordtel.example"/>
    <parm name="NAME" value="NordTel"/>
    <parm name="PUSHENABLED" value="1"/>
    <characteristic type="PXAUTHINFO">
      <parm name="PXAUTH-TYPE" value="HTTP-BASIC"/>
      <parm name="PXAUTH-ID" value="mms"/>
      <parm name="PXAUTH-PW" value="Heron-22"/>
    </characteristic>
    <characteristic type="PXPHYSICAL">
      <parm name="PHYSICAL-PROXY-ID" value="P1"/>
      <parm name="PXADDR" value="192.0.2.17"/>
      <parm name="TO-NAPID" value="NAP1"/>
      <characteristic type="PORT">
        <parm name="PORTNBR" value="9201"/>
        <parm name="SERVICE" value="CO-WSP"/>
      </characteristic>
    </characteristic>
  </characteristic>
  <characteristic type="NAPDEF">
    <parm name="NAPID" value="NAP1"/>
    <parm name="BEARER" value="GSM-GPRS"/>
    <parm name="NAME" value="NordTel"/>
    <parm name="INTERNET"/>
    <parm name="NAP-ADDRESS" value="dm.nordtel.example"/>
    <parm name="NAP-ADDRTYPE" value="APN"/>
    <characteristic type="NAPAUTHINFO">
      <parm name="AUTHTYPE" value="PAP"/>
      <parm name="AUTHNAME" value="dm"/>
      <parm name="AUTHSECRET" value="Osprey-3"/>
    </characteristic>
  </characteristic>
  <characteristic type="APPLICATION">
    <parm name="APPID" value="w7"/>
    <parm name="PROVIDER-ID" value="nordtel"/>
    <parm name="NAME" value="NordTel"/>
    <parm name="TO-PROXY" value="proxy.nordtel.example"/>
    <parm name="TO-NAPID" value="NAP1"/>
    <parm name="INIT"/>
    <characteristic type="APPADDR">
      <parm name="ADDR" value="https://dm.nordtel.example/"/>
      <characteristic type="PORT">
        <parm name="PORTNBR" value="443"/>
      </characteristic>
    </characteristic>
    <characteristic type="APPAUTH">
      <parm name="AAUTHLEVEL" value="APPSRV"/>
      <parm name="AAUTHTYPE" value="DIGEST"/>
      <parm name="AAUTHNAME" value="device"/>
      <parm name="AAUTHSECRET" value="Kestrel-4711"/>
      <parm name="AAUTHDATA" value="bm9uY2U="/>
    </characteristic>
    <characteristic type="APPAUTH">
      <parm name="AAUTHLEVEL" value="CLIENT"/>
      <parm name="AAUTHTYPE" value="DIGEST"/>
      <parm name="AAUTHNAME" value="nordtel"/>
      <parm name="AAUTHSECRET" value="Aurora-0815"/>
    </characteristic>
  </characteristic>
</wap-provisioningdoc>
`;

export function must<Value>(result: Result<Value>): Value {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}

/** A document given in XML, encoded and read. */
export function viewOf(xml: string): MessageView {
  return decodeMessage(must(messageFromXml(xml)), 0, { expect: 'any' });
}

/** `GOOD` with some of its text exchanged. Each text must stand in it. */
export function changed(...changes: readonly (readonly [from: string, to: string])[]): string {
  let xml = GOOD;
  for (const [from, to] of changes) {
    if (!xml.includes(from)) throw new Error(`no ${from}`);
    xml = xml.replace(from, to);
  }
  return xml;
}

/** A characteristic in XML: flags have no value. */
export function characteristic(type: string, parms: Readonly<Record<string, string>>, inner = ''): string {
  const list = Object.entries(parms).map(([name, value]) => `<parm name="${name}" value="${value}"/>`);
  return `<characteristic type="${type}">${list.join('')}${inner}</characteristic>`;
}
