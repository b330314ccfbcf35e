package org.bandsaw.stage;

/**
 * Capability: several threads apply the same parameters, each through a run with its own context
 * and buffers.
 */
public interface ShareableRun extends StageRun {

  /**
   * Returns a run for {@link #apply} and row kernels that shares the parameters of this one, read
   * only, and has an empty context and buffers of its own. Each of the runs may be used by another
   * thread. The parameters must not change after this call: no {@link #process}, {@link #load} or
   * {@link #rollback} of this run.
   *
   * <p>The returned run saves the shared parameters with its own context. It does not count them in
   * {@link #retainedBytes}. Its {@link #process} and {@link #load} throw {@link
   * IllegalStateException} if parameters are shared.
   */
  StageRun withOwnContext();
}
