package org.bandsaw.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ControlGroupsTest {

  private static final long MIB = 1L << 20;

  @TempDir Path root;

  private void file(String path, String text) {
    file(path, text.getBytes(StandardCharsets.UTF_8));
  }

  private void file(String path, byte[] bytes) {
    try {
      Path file = root.resolve(path);
      Files.createDirectories(file.getParent());
      Files.write(file, bytes);
    } catch (IOException unexpected) {
      throw new AssertionError(unexpected);
    }
  }

  private ContainerReading read() {
    return new ControlGroups(root).read();
  }

  @Test
  void areEmptyIfNoneExist() {
    assertThat(read()).isEqualTo(ContainerReading.none());
  }

  @Nested
  class Version2 {

    @Test
    void readTheRootOfTheContainer() {
      file("proc/self/cgroup", "0::/\n");
      file("sys/fs/cgroup/memory.max", "268435456\n");
      file("sys/fs/cgroup/memory.current", "104857600\n");
      file("sys/fs/cgroup/cpu.max", "150000 100000\n");

      assertThat(read().memoryLimitBytes()).hasValue(256 * MIB);
      assertThat(read().memoryUsedBytes()).hasValue(100 * MIB);
      assertThat(read().cpuLimit()).hasValue(1.5);
    }

    @Test
    void separateReclaimablePagesOfFiles() {
      file("proc/self/cgroup", "0::/\n");
      file("sys/fs/cgroup/memory.max", "268435456\n");
      file("sys/fs/cgroup/memory.current", "262144000\n");
      assertThat(read().reclaimableBytes()).isEmpty();
      assertThat(read().unreclaimableBytes()).hasValue(250 * MIB);

      file(
          "sys/fs/cgroup/memory.stat",
          "anon 52428800\ninactive_anon 1\ninactive_file 157286400\nactive_file 52428800\n");

      assertThat(read().reclaimableBytes()).hasValue(150 * MIB);
      assertThat(read().unreclaimableBytes()).hasValue(100 * MIB);
    }

    @Test
    void areLimitedByTheirAncestors() {
      file("proc/self/cgroup", "0::/host.slice/job.scope\n");
      file("sys/fs/cgroup/host.slice/job.scope/memory.max", "536870912\n");
      file("sys/fs/cgroup/host.slice/job.scope/memory.current", "1048576\n");
      file("sys/fs/cgroup/host.slice/job.scope/cpu.max", "200000 100000\n");
      file("sys/fs/cgroup/host.slice/memory.max", "134217728\n");
      file("sys/fs/cgroup/host.slice/memory.current", "67108864\n");
      file("sys/fs/cgroup/host.slice/cpu.max", "50000 100000\n");

      assertThat(read().memoryLimitBytes()).hasValue(128 * MIB);
      assertThat(read().memoryUsedBytes()).as("of the group with the limit").hasValue(64 * MIB);
      assertThat(read().cpuLimit()).hasValue(0.5);
    }

    @Test
    void haveNoLimitIfItIsMax() {
      file("proc/self/cgroup", "0::/a/b\n");
      file("sys/fs/cgroup/a/b/memory.max", "max\n");
      file("sys/fs/cgroup/a/b/memory.current", "7340032\n");
      file("sys/fs/cgroup/a/memory.current", "9437184\n");
      file("sys/fs/cgroup/a/b/cpu.max", "max 100000\n");

      assertThat(read().memoryLimitBytes()).isEmpty();
      assertThat(read().memoryUsedBytes()).as("of its own group").hasValue(7 * MIB);
      assertThat(read().cpuLimit()).isEmpty();
    }

    @Test
    void areNotReadOutsideTheirMount() {
      file("proc/self/cgroup", "0::/../../../etc\n");
      file("etc/memory.max", "1048576\n");
      file("sys/fs/cgroup/memory.max", "2097152\n");

      assertThat(read().memoryLimitBytes()).isEmpty();
    }
  }

  @Nested
  class Version1 {

    private static final String OWN =
        "9:name=systemd:/\n4:memory:/docker/4f1a\n2:cpu,cpuacct:/docker/4f1a\n0::/\n";

    @Test
    void readTheirControllers() {
      file("proc/self/cgroup", OWN);
      file("sys/fs/cgroup/memory/docker/4f1a/memory.limit_in_bytes", "268435456\n");
      file("sys/fs/cgroup/memory/docker/4f1a/memory.usage_in_bytes", "33554432\n");
      file("sys/fs/cgroup/cpu,cpuacct/docker/4f1a/cpu.cfs_quota_us", "75000\n");
      file("sys/fs/cgroup/cpu,cpuacct/docker/4f1a/cpu.cfs_period_us", "50000\n");

      assertThat(read().memoryLimitBytes()).hasValue(256 * MIB);
      assertThat(read().memoryUsedBytes()).hasValue(32 * MIB);
      assertThat(read().cpuLimit()).hasValue(1.5);
    }

    @Test
    void areReadAtTheMountIfThePathIsThatOfTheHost() {
      file("proc/self/cgroup", OWN);
      file("sys/fs/cgroup/memory/memory.limit_in_bytes", "268435456\n");
      file("sys/fs/cgroup/memory/memory.usage_in_bytes", "33554432\n");
      file("sys/fs/cgroup/cpu/cpu.cfs_quota_us", "100000\n");
      file("sys/fs/cgroup/cpu/cpu.cfs_period_us", "100000\n");

      assertThat(read().memoryLimitBytes()).hasValue(256 * MIB);
      assertThat(read().memoryUsedBytes()).hasValue(32 * MIB);
      assertThat(read().cpuLimit()).hasValue(1.0);
    }

    @Test
    void haveNoLimitIfItIsTheLargestNumberOrMinus1() {
      file("proc/self/cgroup", OWN);
      // 2^63 - 1 rounded down to a page of 4096
      file("sys/fs/cgroup/memory/docker/4f1a/memory.limit_in_bytes", "9223372036854771712\n");
      file("sys/fs/cgroup/cpu,cpuacct/docker/4f1a/cpu.cfs_quota_us", "-1\n");
      file("sys/fs/cgroup/cpu,cpuacct/docker/4f1a/cpu.cfs_period_us", "100000\n");

      assertThat(read()).isEqualTo(ContainerReading.none());
    }
  }

  @Nested
  class Unreadable {

    @Test
    void areEmpty() throws IOException {
      file("proc/self/cgroup", "0::/\n");
      // a directory cannot be read as a file by any user
      Files.createDirectories(root.resolve("sys/fs/cgroup/memory.max"));
      file("sys/fs/cgroup/memory.current", new byte[] {(byte) 0xff, (byte) 0xfe});
      file("sys/fs/cgroup/cpu.max", "50000 0\n");

      assertThat(read()).isEqualTo(ContainerReading.none());
    }

    @Test
    void areEmptyIfMalformed() {
      file("proc/self/cgroup", "garbage\n::\n0::/\u0000\n");
      file("sys/fs/cgroup/memory.max", "12 elephants\n");
      file("sys/fs/cgroup/memory.current", "");
      file("sys/fs/cgroup/cpu.max", "half\n");

      assertThat(read()).isEqualTo(ContainerReading.none());
    }
  }

  @Test
  void totalMemoryIsTheLowerOfMachineAndContainer() {
    file("proc/meminfo", "MemTotal:        4194304 kB\nMemFree:          123456 kB\n");
    JvmProbe probe = new JvmProbe(root);

    assertThat(probe.totalMemoryBytes()).hasValue(4096 * MIB);

    file("proc/self/cgroup", "0::/\n");
    file("sys/fs/cgroup/memory.max", "1073741824\n");

    assertThat(probe.totalMemoryBytes()).hasValue(1024 * MIB);
    assertThat(probe.read().totalMemoryBytes()).hasValue(1024 * MIB);
    assertThat(probe.read().machineMemoryBytes()).hasValue(4096 * MIB);

    file("sys/fs/cgroup/memory.max", "8589934592\n");

    assertThat(probe.totalMemoryBytes()).hasValue(4096 * MIB);
  }

  @Test
  void aMalformedStatusIsUnavailable() {
    file("proc/self/status", "VmRSS:\t many kB\nVmHWM:\t 2048 pages\n");
    JvmProbe probe = new JvmProbe(root);

    assertThat(probe.read().residentBytes()).isEmpty();
    assertThat(probe.peakResidentBytes()).isEmpty();

    file("proc/self/status", "VmRSS:\t 1024 kB\nVmHWM:\t 2048 kB\n");

    assertThat(probe.read().residentBytes()).hasValue(MIB);
    assertThat(probe.peakResidentBytes()).hasValue(2 * MIB);
  }
}
