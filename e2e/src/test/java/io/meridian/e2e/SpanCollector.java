package io.meridian.e2e;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** Takes traces as an OpenTelemetry collector does over HTTP, and keeps them. */
final class SpanCollector implements AutoCloseable {
  private final HttpServer server;
  private final List<Span> spans = new ArrayList<>();

  /**
   * A span as it was sent.
   *
   * @param parent empty for none
   * @param served whether it is of what was asked for, not of what this process asked
   */
  record Span(String trace, String id, String parent, String name, boolean served) {}

  private SpanCollector(HttpServer server) {
    this.server = server;
  }

  static SpanCollector start() throws IOException {
    InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    SpanCollector collector = new SpanCollector(HttpServer.create(any, 0));
    collector.server.createContext("/v1/traces", collector::answer);
    collector.server.start();
    return collector;
  }

  /** What a service is told to find it. */
  String flag() {
    return "--tracing.config={type: OTLP, config: {client_type: http, insecure: true, endpoint: '127.0.0.1:%d'}}"
        .formatted(server.getAddress().getPort());
  }

  synchronized List<Span> of(String trace) {
    return spans.stream().filter(span -> span.trace().equals(trace)).toList();
  }

  synchronized List<Span> named(String name) {
    return spans.stream().filter(span -> span.name().equals(name)).toList();
  }

  private void answer(HttpExchange exchange) throws IOException {
    take(exchange.getRequestBody().readAllBytes());
    exchange.sendResponseHeaders(200, -1);
    exchange.close();
  }

  /** Resources have scopes, which have spans. */
  private synchronized void take(byte[] request) throws IOException {
    for (UnknownFieldSet resource : messages(UnknownFieldSet.parseFrom(request), 1)) {
      for (UnknownFieldSet scope : messages(resource, 2)) {
        for (UnknownFieldSet span : messages(scope, 2)) {
          spans.add(
              new Span(
                  hex(span, 1),
                  hex(span, 2),
                  hex(span, 4),
                  bytes(span, 5).toStringUtf8(),
                  span.getField(6).getVarintList().contains(2L)));
        }
      }
    }
  }

  private static List<UnknownFieldSet> messages(UnknownFieldSet in, int field) {
    List<UnknownFieldSet> messages = new ArrayList<>();
    for (ByteString each : in.getField(field).getLengthDelimitedList()) {
      try {
        messages.add(UnknownFieldSet.parseFrom(each));
      } catch (InvalidProtocolBufferException e) {
        throw new UncheckedIOException(e);
      }
    }
    return messages;
  }

  private static ByteString bytes(UnknownFieldSet in, int field) {
    List<ByteString> values = in.getField(field).getLengthDelimitedList();
    return values.isEmpty() ? ByteString.EMPTY : values.getFirst();
  }

  private static String hex(UnknownFieldSet in, int field) {
    return HexFormat.of().formatHex(bytes(in, field).toByteArray());
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
