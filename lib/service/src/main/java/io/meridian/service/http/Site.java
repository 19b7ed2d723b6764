package io.meridian.service.http;

import java.util.function.BooleanSupplier;

/**
 * What the requests of a server share.
 *
 * @param draining whether clients are asked to go elsewhere
 */
record Site(
    RouteTable routes,
    HttpSettings settings,
    HttpMetrics metrics,
    Connections connections,
    BodyArrays arrays,
    BooleanSupplier draining) {}
