package io.meridian.cli.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.cli.Invocation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The command line of a store gateway, without running one. */
class StoreGatewayCommandTest {
  private static final String BUCKET =
      "--objstore.config={type: FILESYSTEM, config: {directory: /nowhere}}";

  @Test
  void takesTheArgumentsOfAThanosStore() {
    Invocation check =
        Invocation.of(
            "store",
            "check-config",
            "--grpc-address=0.0.0.0:10901",
            "--http-address=0.0.0.0:10902",
            "--data-dir=/var/thanos/store",
            BUCKET,
            "--min-time=-6w",
            "--max-time=2030-01-01T00:00:00Z",
            "--selector.relabel-config=[{action: hashmod, source_labels: [__block_id],"
                + " target_label: shard, modulus: 2}, {action: keep, source_labels: [shard],"
                + " regex: 0}]",
            "--index-cache.config={type: IN-MEMORY, config: {max_size: 500MB, max_item_size: 1MB}}",
            "--store.caching-bucket.config={type: IN-MEMORY, config: {max_size: 1GB},"
                + " chunk_subrange_ttl: 24h, blocks_iter_ttl: 5m}",
            "--store.enable-index-header-lazy-reader",
            "--store.grpc.series-max-concurrency=40",
            "--store.grpc.downloaded-bytes-limit=1GB",
            "--chunk-pool-size=2GB",
            "--log.level=info");

    assertThat(check.exitCode()).as(check.err()).isZero();
    assertThat(check.err())
        .contains("--chunk-pool-size", "chunk_subrange_ttl", "max_item_size")
        .doesNotContain("--min-time", "lazy-reader");
  }

  @Test
  void helpsOnOnePage() {
    Invocation help = Invocation.of("store-gateway", "--help");

    assertThat(help.exitCode()).isZero();
    assertThat(help.out()).contains("--sync-block-duration", "15m", "--data-dir");
    assertThat(help.out().lines().count()).isLessThan(100);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--data-dri=x | did you mean --data-dir?",
        "--min-time=yesterday | write a time such as 2026-01-05T00:00:00Z",
        "--min-time=9999-12-31T23:59:59.5Z | nothing would be served",
        "--store.grpc.series-max-concurrency=0 | allow one request at least",
        "--index-cache.config={type: MEMCACHED, config: {addresses: [a]}} | write IN-MEMORY",
        "--selector.relabel-config=[{action: keep, regex: '('}] | is no regular expression",
        "--objstore-parquet.config-file=x | keep the blocks that the files were made of",
      })
  void refusesWhatItCannotDo(String flag, String said) {
    Invocation refused = Invocation.of("store", "check-config", BUCKET, flag);

    assertThat(refused.exitCode()).isNotZero().isNotEqualTo(70);
    assertThat(refused.err()).contains(said);
  }

  @Test
  void asksForABucket() {
    Invocation refused = Invocation.of("store-gateway", "check-config");

    assertThat(refused.exitCode()).isNotZero().isNotEqualTo(70);
    assertThat(refused.err()).contains("give --objstore.config");
  }
}
