export { createFetchHttp, type Fetch } from './http.ts';
