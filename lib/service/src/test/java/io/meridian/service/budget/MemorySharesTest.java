package io.meridian.service.budget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MemorySharesTest {
  private static final long MEGABYTE = 1 << 20;

  @TempDir
  @SuppressWarnings("NullAway.Init") // before each test
  private Path root;

  @BeforeEach
  void giveTheMachineEightGigabytes() throws IOException {
    write("proc/meminfo", "MemTotal:        8388608 kB\nMemFree: 1 kB\n");
  }

  private void write(String path, String text) throws IOException {
    Path file = root.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  @Test
  void takesTheMachinesMemoryWhereNothingIsLimited() throws IOException {
    assertThat(MemoryLimit.read(root)).isEqualTo(8192 * MEGABYTE);
    write("proc/self/cgroup", "0::/\n");
    write("sys/fs/cgroup/memory.max", "max\n");
    assertThat(MemoryLimit.read(root)).isEqualTo(8192 * MEGABYTE);
  }

  @Test
  void takesTheLeastLimitOnThePathOfGroups() throws IOException {
    write("proc/self/cgroup", "0::/pods/pod7/app\n");
    write("sys/fs/cgroup/pods/memory.max", "4294967296\n");
    write("sys/fs/cgroup/pods/pod7/memory.max", "1073741824\n");
    write("sys/fs/cgroup/pods/pod7/app/memory.max", "max\n");

    assertThat(MemoryLimit.read(root)).isEqualTo(1024 * MEGABYTE);
  }

  @Test
  void readsGroupsOfVersionOneAndContainersThatSeeTheirGroupAsTheRoot() throws IOException {
    write("proc/self/cgroup", "5:cpu,cpuacct:/x\n4:memory:/docker/abc\n");
    write("sys/fs/cgroup/memory/memory.limit_in_bytes", "536870912\n");

    assertThat(MemoryLimit.read(root)).isEqualTo(512 * MEGABYTE);
    write("sys/fs/cgroup/memory/docker/abc/memory.limit_in_bytes", "9223372036854771712\n");
    assertThat(MemoryLimit.read(root)).isEqualTo(512 * MEGABYTE);
  }

  @Test
  void leavesGroupsWithOtherPathsAlone() throws IOException {
    write("proc/self/cgroup", "0::/../../other\nnonsense\n");
    write("sys/fs/other/memory.max", "1\n");

    assertThat(MemoryLimit.read(root)).isEqualTo(8192 * MEGABYTE);
  }

  @Test
  void dividesEverything() {
    MemoryShares shares = MemoryShares.of(4096 * MEGABYTE);

    assertThat(shares)
        .isEqualTo(
            new MemoryShares(4096 * MEGABYTE, 1792 * MEGABYTE, 448 * MEGABYTE, 1344 * MEGABYTE));
    assertThat(shares.flags())
        .containsExactly(
            "-Xmx1792m", "-XX:MaxDirectMemorySize=448m", "-Dio.netty.maxDirectMemory=469762048");
    assertThat(shares.requests()).isEqualTo(448 * MEGABYTE);
    assertThat(shares.queries()).isEqualTo(672 * MEGABYTE);
    assertThat(MemoryShares.ofThisProcess().total()).isPositive();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> MemoryShares.of(255 * MEGABYTE))
        .withMessage("255 MiB of memory are too few; give the process at least 256");
  }

  @Test
  void givesCallsAQuarterOfAHeapAndNeverHalfOfASmallOne() {
    assertThat(MemoryShares.calls(4096 * MEGABYTE)).isEqualTo(1024 * MEGABYTE);
    assertThat(MemoryShares.calls(512 * MEGABYTE)).isEqualTo(128 * MEGABYTE);
    assertThat(MemoryShares.calls(400 * MEGABYTE)).isEqualTo(128 * MEGABYTE);
    assertThat(MemoryShares.calls(256 * MEGABYTE)).isEqualTo(96 * MEGABYTE);
    assertThat(MemoryShares.calls(64 * MEGABYTE)).isEqualTo(24 * MEGABYTE);
  }

  @Test
  void givesCallsMoreOnALargerHeap() {
    for (long heap = 16; heap < 2048; heap++) {
      long calls = MemoryShares.calls(heap * MEGABYTE);

      assertThat(calls).isBetween(heap * MEGABYTE / 4, heap * MEGABYTE / 8 * 3);
      assertThat(calls).isLessThanOrEqualTo(MemoryShares.calls((heap + 1) * MEGABYTE));
    }
  }
}
