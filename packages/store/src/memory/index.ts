export { createFallbackStore, type DiskNews, type FallbackStore } from './fallback-store.ts';
export { createMemoryStore, type MemoryStore } from './memory-store.ts';
