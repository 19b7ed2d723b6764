/**
 * HTTP for every process.
 *
 * <p>What enters: {@link io.meridian.service.http.Route}s, whose {@link
 * io.meridian.service.http.Handler}s take a {@link io.meridian.service.http.Request} and give a
 * {@link io.meridian.service.http.Response}. Handlers block as they like: each request has a
 * virtual thread. A body is read when the handler asks for it, so that whoever may not send one is
 * refused before its bytes are held.
 *
 * <p>Start reading at {@link io.meridian.service.http.Route}.
 */
@NullMarked
package io.meridian.service.http;

import org.jspecify.annotations.NullMarked;
