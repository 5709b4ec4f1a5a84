using System.Buffers;
using System.Buffers.Binary;
using System.IO.Hashing;
using System.Security.Cryptography;
using System.Text;
using InfernoSim.Incidents;

namespace InfernoSim.Matching;

/// <summary>
/// What makes two dependency calls the same call, in 128 bits: method (case-sensitive, RFC 9110, section 9.1), host and port
/// (the scheme's own where none is written), path, query as a multiset, and body in its canonical form.
/// </summary>
/// <remarks>
/// <para>
/// A recorded call is indexed under one key, <see cref="OfRecorded"/>, whose kind depends on what is known of its body. A call
/// that comes in is therefore looked up at most three times, from the most to the least certain:
/// </para>
/// <list type="number">
/// <item><description><see cref="Of"/>: everything, the body in canonical form (<see cref="BodyKnowledge.Exact"/>);</description></item>
/// <item><description><see cref="WithoutBody(DependencyRequest, OwnIds)"/> then <see cref="WithHashedBody(BodyContent)"/>: the body by its length
/// and SHA-256 on the wire (<see cref="BodyKnowledge.Hashed"/>: it was longer than the capture limit);</description></item>
/// <item><description><see cref="WithoutBody(DependencyRequest, OwnIds)"/>: any body (<see cref="BodyKnowledge.Unknown"/>: older fixtures, redacted bodies).</description></item>
/// </list>
/// <para>
/// Keys of different kinds never coincide. An index that holds no key of a kind need not make that probe, and the
/// second costs a SHA-256 of the body, so keep note of the kinds.
/// </para>
/// </remarks>
/// <param name="Value">The hash. It is stable across processes and platforms.</param>
internal readonly record struct CallKey(UInt128 Value)
{
    private const byte ExactTag = (byte)'E';
    private const byte HashedTag = (byte)'H';

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? _buffer;

    /// <summary>The key of a call with its body.</summary>
    /// <param name="request">The call.</param>
    /// <param name="ids">The ids of the exchange that made the call, masked wherever they are in path, query or body.</param>
    /// <returns>The key.</returns>
    public static CallKey Of(DependencyRequest request, OwnIds ids) =>
        WithoutBody(request, ids).WithBody(BodyContent.Of(request.Body, request.Headers), ids);

    /// <summary>The key of a call whatever its body.</summary>
    /// <param name="request">The call.</param>
    /// <param name="ids">The ids of the exchange that made the call.</param>
    /// <returns>The key.</returns>
    public static CallKey WithoutBody(DependencyRequest request, OwnIds ids) =>
        WithoutBody(request.Method, request.Scheme, request.Authority, request.PathAndQuery, ids);

    /// <summary>The key that a recorded call is indexed under.</summary>
    /// <param name="call">An <see cref="IncidentEventType.OutboundCall"/>.</param>
    /// <param name="ids">The ids of the recorded exchange.</param>
    /// <param name="knowledge">Which kind of key it is.</param>
    /// <returns>The key.</returns>
    public static CallKey OfRecorded(IncidentEvent call, OwnIds ids, out BodyKnowledge knowledge)
    {
        RecordedTarget target = RecordedTarget.Of(call);
        CallKey key = WithoutBody(call.Method ?? "GET", target.Scheme, target.Authority, target.PathAndQuery, ids);
        knowledge = KnowledgeOf(call);
        return knowledge switch
        {
            BodyKnowledge.Exact => key.WithBody(BodyContent.Of(call.Body, call.Headers), ids),
            BodyKnowledge.Hashed => key.WithHashedBody(call.Body.Size, call.Body.Sha256!),
            _ => key,
        };
    }

    /// <summary>How much of the request body of a recorded call is known.</summary>
    /// <param name="call">An <see cref="IncidentEventType.OutboundCall"/>.</param>
    /// <returns>The kind of key that <see cref="OfRecorded"/> makes of it.</returns>
    public static BodyKnowledge KnowledgeOf(IncidentEvent call)
    {
        if (!HoldsRequest(call) || call.Body.IsRedacted)
        {
            return BodyKnowledge.Unknown;
        }

        if (call.Body.IsComplete)
        {
            return BodyKnowledge.Exact;
        }

        return call.Body.Sha256 is null ? BodyKnowledge.Unknown : BodyKnowledge.Hashed;
    }

    /// <summary>
    /// Whether a recorded call holds headers and body of its request. Old fixtures hold the response in their place; of a call that
    /// failed there was none to hold.
    /// </summary>
    /// <param name="call">An <see cref="IncidentEventType.OutboundCall"/>.</param>
    /// <returns><see langword="true"/> when it does.</returns>
    public static bool HoldsRequest(IncidentEvent call) =>
        call.ResponseCaptured || (call.Error is not null && (call.Headers.Count > 0 || call.Body.Size > 0));

    /// <summary>This key (of <see cref="WithoutBody(DependencyRequest, OwnIds)"/>) narrowed to a body in canonical form.</summary>
    /// <param name="body">The whole body.</param>
    /// <param name="ids">The ids of the exchange that made the call.</param>
    /// <returns>The key.</returns>
    public CallKey WithBody(BodyContent body, OwnIds ids) => Narrow(ExactTag, body.Bytes.IsEmpty ? UInt128.Zero : BodyDigest.Hash128(body, ids));

    /// <summary>This key (of <see cref="WithoutBody(DependencyRequest, OwnIds)"/>) narrowed to a body by its length and SHA-256.</summary>
    /// <param name="body">The whole body.</param>
    /// <returns>The key.</returns>
    public CallKey WithHashedBody(BodyContent body) =>
        WithHashedBody(body.Bytes.Length, Convert.ToHexStringLower(SHA256.HashData(body.Bytes.Span)));

    private CallKey WithHashedBody(long size, string sha256) =>
        Narrow(HashedTag, XxHash128.HashToUInt128(Encoding.ASCII.GetBytes($"{size}:{sha256.ToLowerInvariant()}")));

    private CallKey Narrow(byte tag, UInt128 body)
    {
        Span<byte> input = stackalloc byte[33];
        BinaryPrimitives.WriteUInt128LittleEndian(input, Value);
        BinaryPrimitives.WriteUInt128LittleEndian(input[16..], body);
        input[32] = tag;
        return new CallKey(XxHash128.HashToUInt128(input));
    }

    private static CallKey WithoutBody(string method, string scheme, string authority, string pathAndQuery, OwnIds ids)
    {
        ArrayBufferWriter<byte> buffer = _buffer ??= new ArrayBufferWriter<byte>(512);
        buffer.ResetWrittenCount();
        AppendText(method, buffer);
        AppendText(Authority.Of(authority, scheme).ToString(), buffer);
        int query = pathAndQuery.IndexOf('?');
        AppendPath(query < 0 ? pathAndQuery : pathAndQuery.AsSpan(0, query), ids, buffer);
        if (query >= 0)
        {
            NamedPairs.OfQuery(pathAndQuery.AsSpan(query + 1)).Masked(ids).AppendCanonical(buffer);
        }

        return new CallKey(XxHash128.HashToUInt128(buffer.WrittenSpan));
    }

    private static void AppendPath(ReadOnlySpan<char> path, OwnIds ids, ArrayBufferWriter<byte> to)
    {
        if (ids.IsEmpty)
        {
            PercentEncoding.AppendNormalized(path, plusIsSpace: false, to);
        }
        else
        {
            var normalized = new ArrayBufferWriter<byte>(path.Length + 16);
            PercentEncoding.AppendNormalized(path, plusIsSpace: false, normalized);
            ids.AppendMasked(normalized.WrittenSpan, to);
        }

        to.Write([(byte)'\n']);
    }

    private static void AppendText(string text, ArrayBufferWriter<byte> to)
    {
        to.Advance(Encoding.UTF8.GetBytes(text, to.GetSpan(Encoding.UTF8.GetMaxByteCount(text.Length))));
        to.Write([(byte)'\n']);
    }
}
