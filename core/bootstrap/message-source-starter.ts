/** The server of both starters: fictitious, as is everything in them. */
const HEAD = `# A bootstrap message in short. Every key is described in docs/message-source.md.
# Build it:  bootcard encode message.yaml -o message.wbxml
# Check it:  bootcard check message.yaml
`;

const ACCOUNT = `accounts:
  - serverId: nordtel                       # names the server in ACLs and in authentication
    name: NordTel                           # what users see
    connection: NordTelNet                  # the access point below; any reference can stand here
    addresses:
      - addr: https://dm.nordtel.example/
        port: 443
`;

const AUTH = `    auth:
      - level: CLCRED                       # the client proves itself to the server
        type: DIGEST
        name: device
        secret: change-me                   # better kept elsewhere: {env: CLIENT_SECRET} or {file: client.secret}
        data: {base64: Tm9yZIwB1zo=}        # the first nonce: bytes
      - level: SRVCRED                      # the server proves itself to the client
        type: DIGEST
        name: nordtel
        secret: change-me-too
        data: {base64: VGVsnyLgW8Q=}
`;

const NAPS = `naps:
  - id: NordTelNet
    apn: dm.nordtel.example
    # auth: {type: PAP, name: user, secret: change-me}
`;

const DM_STARTER = `${HEAD}
profile: dm                                 # cp makes a Client Provisioning document
# version: 1.3                              # of the DM protocol; 1.2 where not given
# style: smallest                           # compatible where not given
# tnds: xml                                 # wbxml where not given

${ACCOUNT}    authPref: DIGEST
${AUTH}    # acl: {Get: ['*'], Replace: [nordtel], Delete: [nordtel]}   # this is what stands there when nothing is given

${NAPS}
# proxies:
#   - {id: NordTelProxy, addr: 192.0.2.1, port: 8080, nap: NordTelNet}

# nodes:                                    # anything else, as it stands in the management tree
#   - node: Vendor
#     type: urn:example:mo:vendor:1.0
#     nodes:
#       - {node: Colour, value: green}
`;

const CP_STARTER = `${HEAD}
profile: cp                                 # dm makes an OMA DM message

${ACCOUNT}    init: true                              # start a session soon after
${AUTH}
${NAPS}
# proxies:
#   - {id: NordTelProxy, addr: 192.0.2.1, port: 8080, nap: NordTelNet}

# characteristics:                          # anything else, as it stands in the document
#   - type: APPLICATION
#     parms:
#       - {name: APPID, value: w2}
#       - {name: NAME, value: Start}
`;

/** A commented source to start from, complete as it is. */
export function starterSource(profile: 'dm' | 'cp'): string {
  return profile === 'dm' ? DM_STARTER : CP_STARTER;
}
