import { performance } from 'node:perf_hooks';
import { isMainThread } from 'node:worker_threads';

interface ThreadUsage { threadCpuUsage?(): { readonly user: number; readonly system: number } }

/**
 * Seconds of processor time since it was made. In the main thread they are the process's, helpers of its engine included. In a worker they are
 * the thread's or, where Node cannot tell (before 23.9), the time that its event loop was not idle, which is more where threads wait for a core.
 */
export function threadCpuMeter(): () => number {
  if (isMainThread) {
    const start = process.cpuUsage();
    return () => { const { user, system } = process.cpuUsage(start); return (user + system) / 1e6; };
  }
  const { threadCpuUsage } = process as ThreadUsage;
  if (threadCpuUsage) {
    const total = () => { const { user, system } = threadCpuUsage(); return (user + system) / 1e6; }, start = total();
    return () => total() - start;
  }
  const start = performance.eventLoopUtilization();
  return () => performance.eventLoopUtilization(start).active / 1000;
}
