package io.meridian.service.trace;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import io.grpc.ServiceDescriptor;
import io.grpc.Status;
import io.meridian.service.budget.ByteBudget;
import io.meridian.service.grpc.RawMethod;
import io.meridian.service.grpc.RawService;
import io.meridian.service.grpc.RpcServer;
import io.meridian.service.grpc.WireMessage;
import io.meridian.service.http.EventLoops;
import io.meridian.service.http.Headers;
import io.meridian.service.http.HttpMetrics;
import io.meridian.service.http.HttpServer;
import io.meridian.service.http.HttpSettings;
import io.meridian.service.http.ListenAddress;
import io.meridian.service.http.Response;
import io.meridian.service.http.Route;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.zip.GZIPInputStream;

/**
 * What an OpenTelemetry collector is to those who send it traces, over gRPC and over HTTP: it reads
 * {@code opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest} field by field.
 */
final class Collector {
  private static final String SERVICE = "opentelemetry.proto.collector.trace.v1.TraceService";

  private final EventLoops loops = EventLoops.ofMachine();
  private final RpcServer grpc;
  private final HttpServer http;
  private final List<Seen> spans = new ArrayList<>();
  private volatile CountDownLatch held = new CountDownLatch(0);
  private boolean refusing;
  private String authorization = "";

  /**
   * A span as it was sent.
   *
   * @param parent empty for none
   * @param kind 2 for what is served, 3 for what is asked
   * @param code 2 for what failed
   * @param facts its attributes, those of the process among them
   */
  record Seen(
      String trace,
      String id,
      String parent,
      String name,
      long kind,
      long code,
      Map<String, String> facts) {}

  Collector() throws IOException, InterruptedException {
    var export = RawMethod.unary(SERVICE + "/Export");
    ServiceDescriptor service = ServiceDescriptor.newBuilder(SERVICE).addMethod(export).build();
    grpc =
        RpcServer.at(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .service(
                RawService.of(service)
                    .unary(
                        export,
                        (_, request) -> {
                          receive(
                              Arrays.copyOfRange(request.bytes(), request.from(), request.to()));
                          return WireMessage.EMPTY;
                        })
                    .definition())
            .start();
    HttpSettings settings =
        HttpSettings.plain(
            "collector",
            new ListenAddress("127.0.0.1", 0),
            new ByteBudget("collector", 64 << 20, 10));
    http =
        new HttpServer(
            loops,
            settings,
            List.of(
                Route.post(
                    "/v1/traces",
                    request -> {
                      hear(request.headers());
                      boolean packed =
                          request.headers().first("Content-Encoding").orElse("").equals("gzip");
                      byte[] body = request.body().copy();
                      receive(packed ? unpacked(body) : body);
                      return Response.text(200, "");
                    })),
            new HttpMetrics(new PrometheusRegistry()));
    http.start();
  }

  private static byte[] unpacked(byte[] body) throws IOException {
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(body))) {
      return in.readAllBytes();
    }
  }

  private synchronized void hear(Headers headers) {
    authorization = headers.first("Authorization").orElse("");
  }

  String grpcAddress() {
    return "127.0.0.1:" + grpc.port();
  }

  String httpAddress() {
    return "127.0.0.1:" + http.port();
  }

  /** From now on nothing is taken, for good reasons. */
  synchronized void refuse() {
    refusing = true;
  }

  synchronized String authorization() {
    return authorization;
  }

  /** From now on nothing is answered until {@link #goOn}. */
  void hold() {
    held = new CountDownLatch(1);
  }

  void goOn() {
    held.countDown();
  }

  private void receive(byte[] request) {
    try {
      held.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    take(request);
  }

  private synchronized void take(byte[] request) {
    if (refusing) {
      throw Status.INVALID_ARGUMENT.withDescription("not here").asRuntimeException();
    }
    try {
      for (UnknownFieldSet resource : messages(UnknownFieldSet.parseFrom(request), 1)) {
        Map<String, String> facts = new HashMap<>();
        messages(resource, 1).forEach(each -> facts.putAll(attributes(each, 1)));
        for (UnknownFieldSet scope : messages(resource, 2)) {
          messages(scope, 2).forEach(span -> spans.add(seen(span, facts)));
        }
      }
    } catch (InvalidProtocolBufferException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Seen seen(UnknownFieldSet span, Map<String, String> ofProcess) {
    Map<String, String> facts = new HashMap<>(ofProcess);
    facts.putAll(attributes(span, 9));
    long code = messages(span, 15).stream().mapToLong(status -> number(status, 3)).sum();
    return new Seen(
        hex(span, 1), hex(span, 2), hex(span, 4), text(span, 5), number(span, 6), code, facts);
  }

  private static Map<String, String> attributes(UnknownFieldSet in, int field) {
    Map<String, String> attributes = new HashMap<>();
    for (UnknownFieldSet each : messages(in, field)) {
      for (UnknownFieldSet value : messages(each, 2)) {
        String text = value.hasField(1) ? text(value, 1) : Long.toString(number(value, 3));
        attributes.put(text(each, 1), text);
      }
    }
    return attributes;
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

  private static String text(UnknownFieldSet in, int field) {
    return bytes(in, field).toStringUtf8();
  }

  private static String hex(UnknownFieldSet in, int field) {
    return HexFormat.of().formatHex(bytes(in, field).toByteArray());
  }

  private static long number(UnknownFieldSet in, int field) {
    List<Long> values = in.getField(field).getVarintList();
    return values.isEmpty() ? 0 : values.getFirst();
  }

  /** The one span of a name and kind. */
  Seen only(String name, long kind) {
    List<Seen> found =
        spans().stream().filter(each -> each.name().equals(name) && each.kind() == kind).toList();
    assertThat(found).as(name).hasSize(1);
    return found.getFirst();
  }

  synchronized List<Seen> spans() {
    return List.copyOf(spans);
  }

  void stop() throws IOException, InterruptedException {
    grpc.close();
    http.drain(Duration.ZERO);
    http.stop();
    loops.stop();
  }
}
