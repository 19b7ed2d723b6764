package io.meridian.storegateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Channel;
import io.meridian.bucket.Bucket;
import io.meridian.bucket.Condition;
import io.meridian.bucket.Content;
import io.meridian.bucket.FilesystemBucket;
import io.meridian.bucket.S3Bucket;
import io.meridian.bucket.S3Credentials;
import io.meridian.bucket.S3Settings;
import io.meridian.bucket.layer.Faults;
import io.meridian.bucket.layer.FaultyBucket;
import io.meridian.config.Secret;
import io.meridian.model.QueryContext;
import io.meridian.storeapi.serve.CallLimits;
import io.meridian.testkit.Conformance;
import io.meridian.testkit.Golden;
import io.meridian.testkit.Seed;
import io.meridian.tsdb.merge.ReplicaDedup;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.TransientNio2BlobStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a Thanos querier answered over a store on a bucket, answered by our engine over our dialling
 * of a gateway on that bucket.
 */
class GoldenQueriesTest {
  private static final String NAME = "golden";

  /** Part of a rate by which those of two replicas may differ. */
  private static final double TOLERATED = 0.3;

  @RegisterExtension final Seed seed = new Seed();

  @TempDir private Path folder;

  private static Path golden() {
    return Golden.assumePresent("golden/thanos/after");
  }

  @Test
  void joinsReplicasAsThanosDoes() throws IOException, InterruptedException {
    List<ThanosQuestion> all = ThanosQuestion.all();
    try (RunningGateway gateway =
        new RunningGateway(
            FilesystemBucket.open(golden()), folder.resolve("data"), CallLimits.NONE)) {
      ask(all, gateway);
    }
    Conformance.count("golden-dedup-answers", all.size());
  }

  @Test
  void answersTheSameFromS3WhereATenthOfEverythingFails() throws Exception {
    TransientNio2BlobStore store = new TransientNio2BlobStore();
    store.createContainer(NAME);
    S3Proxy server =
        S3Proxy.builder()
            .blobStore(store)
            .endpoint(URI.create("http://127.0.0.1:0"))
            .awsAuthentication(AuthenticationType.AWS_V4, "id", "secret")
            .ignoreUnknownHeaders(true)
            .build();
    server.start();
    try {
      S3Bucket bucket = S3Bucket.open(settings(server.getPort()));
      upload(golden(), bucket);
      Faults tenth =
          Faults.none(seed.random().nextLong())
              .withShares(0.1, 0.1, 0.1)
              .withLatency(Duration.ZERO, Duration.ofMillis(2));
      FaultyBucket faulty = new FaultyBucket(bucket, tenth);
      List<ThanosQuestion> all = ThanosQuestion.all();
      List<ThanosQuestion> some = new ArrayList<>();
      for (int i = 0; i < all.size(); i += 8) {
        some.add(all.get(i));
      }

      try (RunningGateway gateway =
          new RunningGateway(faulty, folder.resolve("data"), CallLimits.NONE)) {
        while (gateway.obstacles().containsKey("blocks")) {
          gateway.look(); // a look is one of what may fail
        }
        ask(some, gateway);
      }

      assertThat(faulty.failed()).isPositive();
      assertThat(faulty.cut() + faulty.corrupted()).isPositive();
    } finally {
      server.stop();
    }
  }

  /**
   * Of raw and downsampled blocks, and where one takes over from the other, whether the gateway may
   * leave something out or not. Thanos takes other samples of two replicas, of which a rate over
   * many says about the same; where they change it may show a leap.
   */
  @Test
  void showsNoRateThatThanosDoesNotWhereReplicasAreJoinedInOurWay()
      throws IOException, InterruptedException {
    int points = 0;
    try (RunningGateway gateway =
        new RunningGateway(
            FilesystemBucket.open(golden()), folder.resolve("data"), CallLimits.NONE)) {
      for (ThanosQuestion question : ThanosQuestion.all()) {
        if (question.isOfRates()) {
          points += compareRates(question, gateway.channel());
          points += compareRates(question, PlainRequests.over(gateway.channel()));
        }
      }
    }
    assertThat(points).isGreaterThan(500);
  }

  private int compareRates(ThanosQuestion question, Channel store) {
    QueryContext context = QueryContext.unlimited();
    Map<String, String> ours =
        ThanosAnswer.of(question.ask(store, ReplicaDedup.Algorithm.COVERAGE, folder, context));
    Map<Long, Double> expected = ThanosAnswer.points(question.theirs());
    Map<Long, Double> points = ThanosAnswer.points(ours);
    assertThat(points.keySet()).as("%s", question).isEqualTo(expected.keySet());
    expected.forEach((time, theirs) ->
        assertThat(points.get(time))
            .as("%s at %d", question, time)
            .isBetween(0.0, theirs * (1 + TOLERATED)));
    return points.size();
  }

  private static S3Settings settings(int port) {
    return S3Settings.of(
            NAME,
            URI.create("http://127.0.0.1:" + port),
            "us-east-1",
            new S3Credentials("id", new Secret("secret"), Optional.empty()))
        .withPathStyle(true)
        .withDeadline(Duration.ofMinutes(1));
  }

  private static void upload(Path from, Bucket to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        to.put(from.relativize(file).toString(), Content.of(file), Condition.ANY);
      }
    }
  }

  private void ask(List<ThanosQuestion> questions, RunningGateway gateway) {
    List<String> different = new ArrayList<>();
    for (ThanosQuestion question : questions) {
      QueryContext context =
          new QueryContext(System::nanoTime, Duration.ofMinutes(2), 1 << 30, Long.MAX_VALUE);
      var result = question.ask(gateway.channel(), ReplicaDedup.Algorithm.PENALTY, folder, context);
      Map<String, String> ours = ThanosAnswer.of(result);
      if (!ours.equals(question.theirs())) {
        different.add(
            question
                + "\n  theirs "
                + question.theirs()
                + "\n  ours   "
                + ours
                + "\n  "
                + result.outcome());
      }
      assertThat(context.bytes()).isZero();
    }
    assertThat(questions).isNotEmpty();
    assertThat(different).isEmpty();
  }
}
