import { nativeLaws } from './native-laws.ts';

nativeLaws('tfjs-node-gpu');
