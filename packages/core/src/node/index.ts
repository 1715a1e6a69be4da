export { type Address, parseAddress, type SshAddress, type TcpAddress } from './address.ts';
export { connectEndpoint, SSH_CALL_CONNECTIONS, SSH_STREAM_CONNECTIONS } from './connect.ts';
export { connectTcp } from './connect-tcp.ts';
export { type Discovery, discoverEndpoint, type EndpointFlags } from './discover.ts';
export { createEndProcess } from './end-process.ts';
export { type Endpoint, endpointLabel, isLoopbackHost, type TlsFiles } from './endpoint.ts';
export { type Machine, thisMachine } from './machine.ts';
export { ownContainerId } from './own-container.ts';
