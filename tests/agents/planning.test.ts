import { carStreet, cliffWalking, type Model, type Policy as _Unused, tabular, type Transition } from 'gymnasium-js';
