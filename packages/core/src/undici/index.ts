export { type ByteStream, type Dialable, labelOf, type TlsMaterial } from './dialable.ts';
export {
  CALL_CONNECTIONS,
  CONNECT_TIMEOUT_MS,
  createEngineHttp,
  type EngineHttp,
  type EngineHttpOptions,
  KEEP_ALIVE_MS,
  STREAM_CONNECTIONS,
} from './engine.ts';
export {
  type AllowAddress,
  createInternetHttp,
  type InternetHttp,
  type InternetOptions,
} from './internet.ts';
export { createTargetHttp, TARGET_CONNECT_TIMEOUT_MS, type TargetHttp, type TargetTls } from './target.ts';
export { targetFailure } from './target-failure.ts';
