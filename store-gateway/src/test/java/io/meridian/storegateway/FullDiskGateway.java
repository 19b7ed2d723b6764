package io.meridian.storegateway;

import io.meridian.api.thanos.AggrChunk;
import io.meridian.bucket.FilesystemBucket;
import io.meridian.storeapi.serve.CallLimits;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;

/** A process that starts a gateway, asks it twice and prints what came. */
final class FullDiskGateway {
  private FullDiskGateway() {}

  /** Prints {@code answered <digest> <headers not kept> <metas not kept>}. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    Path data = Path.of(arguments[1]);
    try (RunningGateway gateway =
        new RunningGateway(FilesystemBucket.open(Path.of(arguments[0])), data, CallLimits.NONE)) {
      ask(gateway);
      System.out.printf(
          "answered %s %.0f %.0f%n",
          ask(gateway),
          gateway.metric("meridian_storegateway_headers_not_kept"),
          gateway.metric("meridian_storegateway_metas_not_kept"));
    }
    System.exit(0);
  }

  private static String ask(RunningGateway gateway) {
    return digest(gateway.everything());
  }

  /** The same in every process. */
  static String digest(GivenAnswer answer) {
    long sum = 0;
    for (Set<AggrChunk> chunks : answer.series().values()) {
      for (AggrChunk chunk : chunks) {
        sum += chunk.toByteString().hashCode();
      }
    }
    return "%d:%x:%d".formatted(answer.series().size(), sum, answer.warnings().size());
  }
}
