export { attachWasmNetwork, createWasmBackend, wasmBackend, type WasmBackend, type WasmBackendOptions } from './backend.ts';
export { WasmNetwork, type SharedNetwork } from './wasm-network.ts';
