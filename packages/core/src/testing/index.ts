export { bodyBytes, bodyText } from './body-text.ts';
export { writeCertificates } from './certificates.ts';
export { createSimulatedClock, type SimulatedClock } from './clock.ts';
export { type ClockUnderTest, describeClock } from './clock-conformance.ts';
export { aCheckedContainer, aContainer, aHealth, anEvent, aProbe, at, NOON } from './container.ts';
export { contextFiles } from './docker-context.ts';
export { describeHttp, type HttpSuiteOptions, type HttpUnderTest } from './http-conformance.ts';
export { type ListenOn, listen, serve, serveBytes, type TestServer } from './http-server.ts';
export { createSimulatedMachine, type SimulatedMachineOptions } from './machine.ts';
