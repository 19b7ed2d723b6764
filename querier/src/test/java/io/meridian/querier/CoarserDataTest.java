package io.meridian.querier;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.grpc.stub.StreamObserver;
import io.meridian.api.info.InfoGrpc;
import io.meridian.api.info.InfoRequest;
import io.meridian.api.info.InfoResponse;
import io.meridian.api.info.StoreInfo;
import io.meridian.api.thanos.AggrChunk;
import io.meridian.api.thanos.Chunk;
import io.meridian.api.thanos.Label;
import io.meridian.api.thanos.Series;
import io.meridian.api.thanos.SeriesRequest;
import io.meridian.api.thanos.SeriesResponse;
import io.meridian.api.thanos.StoreGrpc;
import io.meridian.model.SampleBuffer;
import io.meridian.service.grpc.RpcServer;
import io.meridian.tsdb.chunk.ChunkFormat;
import io.meridian.tsdb.chunk.SeriesChunker;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** A store whose data is downsampled to five minutes, raw data long gone. */
final class CoarserDataTest {
  private static final long RESOLUTION = 300_000;

  /** A while ago, when there is nothing but that. */
  private static final long THEN = Given.NOW - 50L * 3_600_000;

  private final List<Long> windows = new CopyOnWriteArrayList<>();
  private final RpcServer server =
      RpcServer.at(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
          .service(new InfoAnswers().bindService())
          .service(new StoreAnswers().bindService())
          .start();
  private final RunningQuerier querier =
      RunningQuerier.with("--endpoint=127.0.0.1:" + server.port());

  @AfterEach
  void stop() {
    querier.close();
    server.close();
  }

  private static final class InfoAnswers extends InfoGrpc.InfoImplBase {
    @Override
    public void info(InfoRequest request, StreamObserver<InfoResponse> observer) {
      observer.onNext(
          InfoResponse.newBuilder()
              .setComponentType("store")
              .setStore(
                  StoreInfo.newBuilder()
                      .setMaxTime(Long.MAX_VALUE)
                      .setSupportsWithoutReplicaLabels(true))
              .build());
      observer.onCompleted();
    }
  }

  private final class StoreAnswers extends StoreGrpc.StoreImplBase {
    @Override
    public void series(SeriesRequest request, StreamObserver<SeriesResponse> observer) {
      windows.add(request.getMaxResolutionWindow());
      if (request.getMaxResolutionWindow() >= RESOLUTION) {
        observer.onNext(SeriesResponse.newBuilder().setSeries(coarse()).build());
      }
      observer.onCompleted();
    }
  }

  /** A sample every five minutes, the last one ten minutes before {@link #THEN}. */
  private static Series coarse() {
    SampleBuffer samples = new SampleBuffer();
    for (int i = 10; i >= 2; i--) {
      samples.add(THEN - i * RESOLUTION, i);
    }
    Series.Builder series =
        Series.newBuilder().addLabels(Label.newBuilder().setName("__name__").setValue("up"));
    new SeriesChunker(ChunkFormat.COMPATIBLE, 7_200_000)
        .chunk(
            samples,
            (_, minTime, maxTime, _, data, from, to) ->
                series.addChunks(
                    AggrChunk.newBuilder()
                        .setMinTime(minTime)
                        .setMaxTime(maxTime)
                        .setRaw(
                            Chunk.newBuilder()
                                .setData(ByteString.copyFrom(data, from, to - from)))));
    return series.build();
  }

  private JsonNode values(String step, String... more) {
    List<String> parameters =
        new ArrayList<>(
            List.of(
                "query",
                "up",
                "start",
                Long.toString((THEN - 3_000_000) / 1000),
                "end",
                Long.toString(THEN / 1000),
                "step",
                step));
    parameters.addAll(List.of(more));
    return querier
        .json("/api/v1/query_range", parameters.toArray(String[]::new))
        .path("data")
        .path("result")
        .path(0)
        .path("values");
  }

  @Test
  void isReadWhereThereIsNoneAsFineAsAskedFor() {
    JsonNode values = values("60");

    assertThat(windows).containsExactly(12_000L, 300_000L);
    assertThat(values.size()).isPositive();
  }

  @Test
  void isReadAtOnceWhereStepsAreLong() {
    assertThat(values("1500").size()).isPositive();

    assertThat(windows).containsExactly(300_000L);
  }

  @Test
  void isNotReadWhereSomebodySaysWhatWillDo() {
    assertThat(values("60", "max_source_resolution", "0s").isMissingNode()).isTrue();

    assertThat(windows).containsExactly(0L);
  }

  @Test
  void isNotLookedForWhereAllIsStillRaw() {
    assertThat(
            querier
                .json("/api/v1/query", "query", "up", "time", Given.now())
                .path("data")
                .path("result"))
        .isEmpty();

    assertThat(windows).containsExactly(0L);
  }
}
