package io.meridian.storegateway;

import io.meridian.bucket.config.ObjectStoreConfig;
import io.meridian.service.process.RpcPlace;
import io.meridian.storeapi.serve.CallLimits;
import io.meridian.storegateway.cache.Caches;
import java.nio.file.Path;
import java.time.Duration;

/**
 * A store gateway.
 *
 * @param grpc where it answers queriers
 * @param bucket whose blocks it serves
 * @param folder of metas and headers, for this bucket only; made if it is missing
 * @param look how often the bucket is looked at
 * @param idle how long after its last use a block is closed
 * @param caches where what was read is kept
 * @param limits of one request for series
 * @param concurrency requests for series at a time; others wait their turn
 */
public record StoreGatewayConfig(
    RpcPlace grpc,
    ObjectStoreConfig bucket,
    Path folder,
    Duration look,
    Duration idle,
    Caches caches,
    CallLimits limits,
    int concurrency) {}
