package io.meridian.e2e;

import io.meridian.model.Labels;
import io.meridian.model.LabelsBuilder;
import io.meridian.tsdb.block.BlockMeta;
import io.meridian.tsdb.block.BlockStats;
import io.meridian.tsdb.block.BlockWriter;
import io.meridian.tsdb.block.Compaction;
import io.meridian.tsdb.block.Ulid;
import io.meridian.tsdb.chunk.ChunkEncoding;
import io.meridian.tsdb.chunk.XorEncoder;
import io.meridian.tsdb.file.Disk;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Writes a block of any number of series with 30 labels each, three of them of a value of their
 * own, in a Java process of its own with as little heap as it is given.
 */
final class WideBlock {
  static final Ulid ULID = Ulid.parse("01KE5Y3X80VBE8JPMQQXAG9AEW");
  static final int LABELS = 30;

  private static final long BEGIN = 1_767_571_200_000L;
  private static final int UNIQUE = 2;

  private WideBlock() {}

  /** What writing took. */
  record Cost(double cpuSeconds, long peakBytes) {}

  /** Writes the block in a process of its own. */
  static Cost write(Path folder, int series, String heap, Duration timeout) throws IOException {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    Process process =
        new ProcessBuilder(
                java.toString(),
                "-Xmx" + heap,
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                WideBlock.class.getName(),
                folder.toString(),
                Integer.toString(series))
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("writer.log").toFile())
            .start();
    try {
      if (!process.waitFor(timeout)) {
        throw new AssertionError("writing took more than " + timeout);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    } finally {
      process.destroyForcibly();
    }
    String log = Files.readString(folder.resolve("writer.log"));
    if (process.exitValue() != 0) {
      throw new AssertionError(log);
    }
    int space = log.indexOf(' ');
    return new Cost(
        Double.parseDouble(log.substring(0, space)), Long.parseLong(log.substring(space).strip()));
  }

  /** Prints CPU seconds and the peak of resident memory, bytes. */
  public static void main(String[] args) {
    write(Path.of(args[0]), Integer.parseInt(args[1]));
    double cpu =
        ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO).toMillis() / 1e3;
    System.out.printf(Locale.ROOT, "%.2f %d%n", cpu, peakBytes());
  }

  private static long peakBytes() {
    try {
      return Files.readAllLines(Path.of("/proc/self/status")).stream()
          .filter(line -> line.startsWith("VmHWM"))
          .mapToLong(line -> 1024 * Long.parseLong(line.replaceAll("\\D", "")))
          .findFirst()
          .orElse(0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void write(Path folder, int series) {
    XorEncoder encoder = new XorEncoder();
    try (BlockWriter writer =
        BlockWriter.create(Disk.local(), folder, ULID, BlockWriter.Options.DEFAULT)) {
      for (int i = 0; i < series; i++) {
        byte[] labels = labels(i).packed();
        writer.addSeries(labels, 0, labels.length);
        encoder.reset();
        encoder.append(BEGIN, i);
        encoder.append(BEGIN + 15_000, i + 0.5);
        writer.addChunk(
            ChunkEncoding.XOR, BEGIN, BEGIN + 15_000, 2, encoder.bytes(), 0, encoder.length());
      }
      writer.finish(
          new BlockMeta(
              ULID,
              BEGIN,
              BEGIN + 7_200_000,
              BlockStats.EMPTY,
              Compaction.first(ULID),
              Optional.empty(),
              Map.of()));
    }
  }

  /** Ascending: the first label behind the name is the number of the series. */
  private static Labels labels(int series) {
    LabelsBuilder labels = new LabelsBuilder();
    labels.set("__name__", "wide");
    labels.set("id", String.format(Locale.ROOT, "%08d", series));
    for (int i = 0; i < LABELS - 2; i++) {
      String value =
          i < UNIQUE
              ? "pod-" + Integer.toHexString((series + i) * 0x9e3779b1)
              : "value-" + series % (3 + i * i);
      labels.set("label_" + i, value);
    }
    return labels.build();
  }
}
