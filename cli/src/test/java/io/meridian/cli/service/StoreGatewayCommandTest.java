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
        .contains("--chunk-pool-size", "blocks_iter_ttl", "max_item_size")
        .doesNotContain("--min-time", "lazy-reader");
  }

  @Test
  void takesThanosCachesInOtherProcesses() {
    Invocation check =
        Invocation.of(
            "store",
            "check-config",
            BUCKET,
            "--index-cache.config={type: MEMCACHED, config: {addresses: ['dns+memcached:11211'],"
                + " timeout: 500ms, max_idle_connections: 100, max_async_concurrency: 20,"
                + " max_async_buffer_size: 10000, max_item_size: 1MiB,"
                + " max_get_multi_concurrency: 100, max_get_multi_batch_size: 0,"
                + " dns_provider_update_interval: 10s, auto_discovery: false,"
                + " set_async_circuit_breaker_config: {enabled: true, open_duration: 5s}},"
                + " enabled_items: [Postings], ttl: 24h}",
            "--store.caching-bucket.config={type: REDIS, config: {addr: 'redis:6379',"
                + " username: u, password: p, db: 1, dial_timeout: 5s, read_timeout: 3s,"
                + " write_timeout: 3s, get_multi_batch_size: 100, tls_enabled: true,"
                + " tls_config: {insecure_skip_verify: true}, cache_size: 0},"
                + " chunk_subrange_size: 16000, chunk_subrange_ttl: 24h}");

    assertThat(check.exitCode()).as(check.err()).isZero();
    assertThat(check.err())
        .contains("enabled_items", "chunk_subrange_size")
        .doesNotContain("addresses", "dns_provider", "ttl", "db", "enabled ");
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
        "--index-cache.config={type: MEMCACHED, config: {addresses: [a]}} | write host:port",
        "--index-cache.config={type: MEMCACHED, config: {addresses: []}} | names no server",
        "--index-cache.config={type: MEMCACHED, config: {adresses: ['a:1']}} | addresses",
        "--index-cache.config={type: GROUPCACHE, config: {}} | gateways do not ask each other",
        "--store.caching-bucket.config={type: REDIS, config: {addr: a}} | write host:port",
        "--store.caching-bucket.config={type: REDIS, config: {addr: 'a:1,b:1'}} | one server",
        "--store.caching-bucket.config={type: REDIS, config: {addr: 'a:1', master_name: m}} | one"
            + " server",
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
