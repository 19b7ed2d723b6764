/**
 * Remote write over HTTP: from one request to its answer.
 *
 * <p>What enters: the headers and the body of a request of Prometheus, vmagent or whoever speaks
 * remote write 1.0 or 2.0. What leaves: a decoded batch for a {@link
 * io.meridian.receiver.write.WriteTarget}, which stores or forwards it, and an answer that makes
 * its sender do the right thing: go on, try again later, or give this request up.
 *
 * <pre>
 *   RemoteWrite → WireFormat (what the headers say)
 *               → WriteLimits (what the tenant may)
 *               → WriteScratch: Decompression, decoders
 *               → WriteTarget
 *               → WriteAnswer
 * </pre>
 *
 * <p>Start reading at {@link io.meridian.receiver.write.RemoteWrite}.
 */
@NullMarked
package io.meridian.receiver.write;

import org.jspecify.annotations.NullMarked;
