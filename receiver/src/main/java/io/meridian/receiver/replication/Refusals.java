package io.meridian.receiver.replication;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.meridian.tsdb.head.SampleOutcome;
import io.meridian.tsdb.store.WriteReport;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Refused samples between receivers. All of them see ALREADY_EXISTS, which is Thanos' word for
 * samples that will be refused again while the others are kept; ours find the details in the
 * trailer {@code meridian-refused-bin}, lines of UTF-8:
 *
 * <pre>
 *   (outcome "=" count)("," outcome "=" count)*
 *   outcome " " time          of the first
 *   series                    of the first
 * </pre>
 */
final class Refusals {
  private static final Metadata.Key<byte[]> DETAILS =
      Metadata.Key.of("meridian-refused-bin", Metadata.BINARY_BYTE_MARSHALLER);

  private Refusals() {}

  /** What a call ends with whose samples were refused in part. */
  static StatusRuntimeException thrown(WriteReport report, WriteReport.Refusal first) {
    String counts =
        report.refusals().entrySet().stream()
            .map(each -> each.getKey() + "=" + each.getValue())
            .sorted()
            .collect(Collectors.joining(","));
    Metadata trailers = new Metadata();
    String details = counts + "\n" + first.reason() + " " + first.time() + "\n" + first.series();
    trailers.put(DETAILS, details.getBytes(UTF_8));
    return Status.ALREADY_EXISTS
        .withDescription(
            "%d of %d samples refused, the others are stored: %s; the first: %s of %s"
                .formatted(
                    report.samples() - report.stored(),
                    report.samples(),
                    counts,
                    first.reason(),
                    first.series()))
        .asRuntimeException(trailers);
  }

  /** What a peer said; one that says no more is taken to have refused one sample. */
  static SliceAnswer.Kept read(String description, Optional<Metadata> trailers) {
    Optional<byte[]> details = trailers.flatMap(all -> Optional.ofNullable(all.get(DETAILS)));
    if (details.isPresent()) {
      try {
        return parsed(new String(details.get(), UTF_8).split("\n", 3));
      } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
        // of another version: as if there were none
      }
    }
    return new SliceAnswer.Kept(
        Map.of(SampleOutcome.OTHER_VALUE, 1),
        Optional.of(new WriteReport.Refusal(description, 0, SampleOutcome.OTHER_VALUE)));
  }

  private static SliceAnswer.Kept parsed(String... lines) {
    Map<SampleOutcome, Integer> counts = new EnumMap<>(SampleOutcome.class);
    for (String each : List.of(lines[0].split(",", -1))) {
      int equals = each.indexOf('=');
      counts.put(
          SampleOutcome.valueOf(each.substring(0, equals)),
          Integer.parseInt(each.substring(equals + 1)));
    }
    int space = lines[1].indexOf(' ');
    SampleOutcome reason = SampleOutcome.valueOf(lines[1].substring(0, space));
    long time = Long.parseLong(lines[1].substring(space + 1));
    return new SliceAnswer.Kept(
        counts, Optional.of(new WriteReport.Refusal(lines[2], time, reason)));
  }
}
