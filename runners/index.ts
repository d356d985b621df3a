export { train, type TrainingEvent, type TrainOptions } from './train.ts';
export { evaluate, EVALUATION_ROWS, LONGEST_EPISODE, type PlayedEpisode } from './evaluate.ts';
export { BACKENDS, loadBackend, loadTensorFlow, type BackendName } from './backends/load-backend.ts';
export { decode, encode, readCheckpoint, writeCheckpoint } from './checkpoint.ts';
export { drive, type Drive, type Frame } from './drive.ts';
export { loadExperiment, parseExperiment, resolveExperiment, runsOf, type Experiment, type RunSpec } from './experiment/experiment.ts';
export { tunedFiles, tunedSettings, type TunedFile, type TunedSettings } from './experiment/tuned.ts';
export { runExperiment, type ExperimentEnd, type ExperimentOptions, type ExperimentWatcher } from './experiment/run-experiment.ts';
export { RecordVideo, type RecordVideoOptions } from './pictures/record-video.ts';
