package org.bandsaw.bench;

/**
 * Runs a workload for {@link BenchmarksCommand}. A separate main class, since the command line
 * parser of {@link Bandsaw} takes 0.14 s of processor time to start, which is not to be measured.
 */
final class WorkloadMain {

  private WorkloadMain() {}

  /**
   * Runs a workload and prints its result.
   *
   * @param args the {@link Workload#arguments}
   */
  public static void main(String[] args) {
    System.out.println(Workload.parse(args).run());
  }
}
