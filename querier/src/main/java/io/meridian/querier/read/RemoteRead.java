package io.meridian.querier.read;

import com.google.protobuf.InvalidProtocolBufferException;
import io.airlift.compress.v3.MalformedInputException;
import io.airlift.compress.v3.snappy.SnappyCompressor;
import io.airlift.compress.v3.snappy.SnappyDecompressor;
import io.meridian.api.prometheus.LabelMatcher;
import io.meridian.api.prometheus.Query;
import io.meridian.api.prometheus.ReadHints;
import io.meridian.api.prometheus.ReadRequest;
import io.meridian.model.InvalidRequestException;
import io.meridian.model.MatchType;
import io.meridian.model.Matcher;
import io.meridian.model.QueryContext;
import io.meridian.model.SampleBuffer;
import io.meridian.model.SelectHints;
import io.meridian.model.SeriesBatch;
import io.meridian.model.SeriesCursor;
import io.meridian.model.SeriesSource;
import io.meridian.model.TimeRange;
import io.meridian.querier.run.QueryJob;
import io.meridian.querier.run.QueryRunner;
import io.meridian.service.http.Handler;
import io.meridian.service.http.Request;
import io.meridian.service.http.Response;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * {@code POST /api/v1/read}. Replicas are joined, as in queries. What is missing from an answer
 * cannot be said in it, so that nothing may be missing.
 */
public final class RemoteRead implements Handler {
  /** A request is a few matchers a query. */
  public static final long LARGEST_REQUEST = 1 << 20;

  private static final int LARGEST_DECOMPRESSED = 8 << 20;
  private static final String SAMPLES = "application/x-protobuf";
  private static final String CHUNKS =
      "application/x-streamed-protobuf; proto=prometheus.ChunkedReadResponse";

  private final Function<Request, String> tenants;
  private final BiFunction<List<List<Matcher>>, Request, List<List<Matcher>>> restricted;
  private final QueryRunner runner;
  private final Function<Request, SeriesSource> fleet;

  /**
   * A handler.
   *
   * @param tenants whose request it is
   * @param restricted narrows selections to what the sender may see
   * @param fleet all stores as one source, none of which may be missing, asked for a request
   */
  public RemoteRead(
      Function<Request, String> tenants,
      BiFunction<List<List<Matcher>>, Request, List<List<Matcher>>> restricted,
      QueryRunner runner,
      Function<Request, SeriesSource> fleet) {
    this.tenants = tenants;
    this.restricted = restricted;
    this.runner = runner;
    this.fleet = fleet;
  }

  @Override
  public Response handle(Request request) throws InterruptedException {
    ReadRequest read = decode(request.body().copy());
    List<List<Matcher>> asked = read.getQueriesList().stream().map(RemoteRead::matchers).toList();
    List<List<Matcher>> selectors = asked.isEmpty() ? asked : restricted.apply(asked, request);
    boolean streamed = isStreamed(read);
    ReadAnswer answer = streamed ? new ChunkAnswer() : new SampleAnswer();
    QueryJob job =
        new QueryJob(
            "remote_read", tenants.apply(request), selectors.toString(), Optional.empty(), request);
    return runner.run(
        job,
        run -> {
          SeriesSource source = fleet.apply(request);
          for (int i = 0; i < selectors.size(); i++) {
            answer.begin(i);
            select(source, selectors.get(i), hints(read.getQueries(i)), run.context(), answer);
          }
          return response(answer, streamed);
        });
  }

  private static Response response(ReadAnswer answer, boolean streamed) {
    if (streamed) {
      List<byte[]> frames = answer.end();
      return Response.stream(
          200,
          CHUNKS,
          out -> {
            for (byte[] frame : frames) {
              out.write(frame);
            }
          });
    }
    return Response.of(200, SAMPLES, compressed(answer.end().getFirst()))
        .with("Content-Encoding", "snappy");
  }

  private static byte[] compressed(byte[] bytes) {
    SnappyCompressor snappy = SnappyCompressor.create();
    byte[] into = new byte[snappy.maxCompressedLength(bytes.length)];
    int length = snappy.compress(bytes, 0, bytes.length, into, 0, into.length);
    return Arrays.copyOf(into, length);
  }

  private static void select(
      SeriesSource source,
      List<Matcher> matchers,
      SelectHints hints,
      QueryContext context,
      ReadAnswer answer) {
    SampleBuffer samples = new SampleBuffer();
    try (SeriesCursor cursor = source.select(matchers, hints, context)) {
      Optional<SeriesBatch> next = cursor.next();
      while (next.isPresent()) {
        try (SeriesBatch batch = next.get()) {
          for (int i = 0; i < batch.size(); i++) {
            samples.clear();
            batch.readSamples(i, samples);
            if (samples.size() > 0) {
              context.charge(answer.series(batch.labels(i), samples));
            }
          }
        }
        next = cursor.next();
      }
    }
  }

  private static ReadRequest decode(byte[] body) {
    try {
      int length = SnappyDecompressor.create().getUncompressedLength(body, 0);
      if (length > LARGEST_DECOMPRESSED) {
        throw new InvalidRequestException(
            "the request has %d bytes decompressed, %d are allowed; ask for less at once"
                .formatted(length, LARGEST_DECOMPRESSED));
      }
      byte[] bytes = new byte[length];
      SnappyDecompressor.create().decompress(body, 0, body.length, bytes, 0, length);
      return ReadRequest.parseFrom(bytes);
    } catch (MalformedInputException | IndexOutOfBoundsException | IllegalArgumentException e) {
      throw new InvalidRequestException("the body is no block of snappy: " + e.getMessage(), e);
    } catch (InvalidProtocolBufferException e) {
      throw new InvalidRequestException("the body is no ReadRequest: " + e.getMessage(), e);
    }
  }

  private static List<Matcher> matchers(Query query) {
    List<Matcher> matchers = new ArrayList<>();
    for (LabelMatcher each : query.getMatchersList()) {
      MatchType type =
          switch (each.getType()) {
            case EQ -> MatchType.EQUAL;
            case NEQ -> MatchType.NOT_EQUAL;
            case RE -> MatchType.REGEX;
            case NRE -> MatchType.NOT_REGEX;
            case UNRECOGNIZED ->
                throw new InvalidRequestException(
                    "the matcher of " + each.getName() + " is of a type that is not known");
          };
      matchers.add(Matcher.of(type, each.getName(), each.getValue()));
    }
    return matchers;
  }

  private static SelectHints hints(Query query) {
    if (query.getEndTimestampMs() < query.getStartTimestampMs()) {
      throw new InvalidRequestException("a query ends before it begins; its end comes second");
    }
    ReadHints hints = query.getHints();
    TimeRange range = new TimeRange(query.getStartTimestampMs(), query.getEndTimestampMs());
    return new SelectHints(
        range,
        Math.max(0, hints.getStepMs()),
        Math.max(0, hints.getRangeMs()),
        0,
        "",
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        0,
        0);
  }

  /** The first way that both know; samples if none is named. */
  private static boolean isStreamed(ReadRequest read) {
    for (ReadRequest.ResponseType type : read.getAcceptedResponseTypesList()) {
      if (type != ReadRequest.ResponseType.UNRECOGNIZED) {
        return type == ReadRequest.ResponseType.STREAMED_XOR_CHUNKS;
      }
    }
    if (read.getAcceptedResponseTypesCount() > 0) {
      throw new InvalidRequestException(
          "none of the ways of answering is known here; accept SAMPLES or STREAMED_XOR_CHUNKS");
    }
    return false;
  }
}
