package io.meridian.receiver.write;

import io.meridian.service.http.Headers;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * How a request is written. The content type decides which message it is, as at Prometheus; what
 * has neither type nor encoding is remote write 1.0 in snappy, as old senders say nothing.
 */
record WireFormat(Message message, Encoding encoding) {
  private static final int UNSUPPORTED = 415;
  private static final Pattern SEMICOLON = Pattern.compile(";");

  /** The message that the body is. */
  enum Message {
    /** {@code prometheus.WriteRequest}. */
    REMOTE_WRITE_1,
    /** {@code io.prometheus.write.v2.Request}. */
    REMOTE_WRITE_2
  }

  /** What it is compressed with. */
  enum Encoding {
    /** A block, without framing. */
    SNAPPY,
    /** As vmagent does, whose header says version 1 of it. */
    ZSTD
  }

  /**
   * Reads a request's headers.
   *
   * @throws RefusedWriteException with status 415 for what is not known
   */
  static WireFormat of(Headers headers) {
    return new WireFormat(
        message(headers.first("Content-Type").orElse("")),
        encoding(headers.first("Content-Encoding").orElse(""), headers));
  }

  private static Message message(String type) {
    List<String> parts = SEMICOLON.splitAsStream(type).map(String::strip).toList();
    String media = parts.getFirst().toLowerCase(Locale.ROOT);
    if (!media.isEmpty() && !media.equals("application/x-protobuf")) {
      throw unsupported("content type", type, "application/x-protobuf");
    }
    for (String parameter : parts.subList(1, parts.size())) {
      if (parameter.toLowerCase(Locale.ROOT).startsWith("proto=")) {
        return switch (parameter.substring("proto=".length()).strip()) {
          case "prometheus.WriteRequest" -> Message.REMOTE_WRITE_1;
          case "io.prometheus.write.v2.Request" -> Message.REMOTE_WRITE_2;
          default ->
              throw unsupported(
                  "content type",
                  type,
                  "proto=prometheus.WriteRequest or proto=io.prometheus.write.v2.Request");
        };
      }
    }
    return Message.REMOTE_WRITE_1;
  }

  private static Encoding encoding(String name, Headers headers) {
    return switch (name.strip().toLowerCase(Locale.ROOT)) {
      case "", "snappy" -> Encoding.SNAPPY;
      case "zstd" -> {
        String version = headers.first("X-VictoriaMetrics-Remote-Write-Version").orElse("1");
        if (!version.strip().equals("1")) {
          throw unsupported("X-VictoriaMetrics-Remote-Write-Version", version, "1");
        }
        yield Encoding.ZSTD;
      }
      default -> throw unsupported("content encoding", name, "snappy or zstd");
    };
  }

  private static RefusedWriteException unsupported(String what, String is, String known) {
    String shown = is.length() <= 100 ? is : is.substring(0, 100) + "…";
    return new RefusedWriteException(
        UNSUPPORTED, "the %s \"%s\" is not known; send %s".formatted(what, shown, known));
  }
}
