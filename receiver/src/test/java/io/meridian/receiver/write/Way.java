package io.meridian.receiver.write;

import static io.meridian.receiver.write.Endpoint.snappy;
import static io.meridian.receiver.write.Endpoint.zstd;

import java.util.ArrayList;
import java.util.List;

/** How a request is sent. */
enum Way {
  FIRST,
  SECOND,
  VMAGENT;

  byte[] body(Sent sent) {
    return switch (this) {
      case FIRST -> snappy(sent.bytes());
      case SECOND -> snappy(sent.bytes2());
      case VMAGENT -> zstd(sent.bytes());
    };
  }

  String[] headers(String... more) {
    List<String> headers = new ArrayList<>(List.of(more));
    headers.addAll(
        switch (this) {
          case FIRST -> List.of("Content-Encoding", "snappy");
          case SECOND ->
              List.of(
                  "Content-Type", "application/x-protobuf;proto=io.prometheus.write.v2.Request");
          case VMAGENT ->
              List.of("Content-Encoding", "zstd", "X-VictoriaMetrics-Remote-Write-Version", "1");
        });
    return headers.toArray(String[]::new);
  }
}
