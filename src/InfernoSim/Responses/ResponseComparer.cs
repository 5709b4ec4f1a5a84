using System.Security.Cryptography;
using System.Text;
using InfernoSim.Incidents;
using InfernoSim.Matching;
using InfernoSim.Noise;
using InfernoSim.Observations;
using InfernoSim.Planning;

namespace InfernoSim.Responses;

/// <summary>Compares what the service answered with what was recorded.</summary>
internal static class ResponseComparer
{
    private const string ContentEncoding = "Content-Encoding";
    private const string ContentLength = "Content-Length";

    // All that differs is to be seen at once, but a body that is another altogether says so in a few lines.
    private const int MostOfOnePart = 10;

    // One response of each exchange that differs is kept for the whole replay.
    private const int LargestKept = 64 * 1024;

    /// <summary>Whether a response has to be hashed as a whole, since the recording holds only the hash of its body.</summary>
    public static bool NeedsHash(PlannedExchange exchange) =>
        exchange.Recorded.Response is { Body: { IsComplete: false, IsRedacted: false, Sha256: not null } };

    /// <summary>Compares a response.</summary>
    /// <param name="exchange">What was recorded.</param>
    /// <param name="observed">What came.</param>
    /// <param name="traceId">The id the replayed request went by.</param>
    /// <param name="tally">Gets what the rules ignored.</param>
    /// <param name="owner">Who was given the response; <see langword="null"/> when that is not looked at.</param>
    public static ResponseComparison Compare(PlannedExchange exchange, ObservedResponse observed, string traceId, NoiseTally? tally = null, ReplayAddress? owner = null)
    {
        ResponseComparison comparison = CompareOne(exchange, observed, traceId, tally, owner);
        if (owner is null || comparison.Differences.Count == 0 || exchange.ResponseNoise?.AsksForOwners != true)
        {
            return comparison;
        }

        // That an id was another's before differs from the incident; but whoever came first, all were given the same.
        ResponseComparison alone = CompareOne(exchange, observed, traceId, tally: null, owner: null);
        return comparison with { Digest = alone.Digest, Observed = alone.Observed };
    }

    private static ResponseComparison CompareOne(PlannedExchange exchange, ObservedResponse observed, string traceId, NoiseTally? tally, ReplayAddress? owner)
    {
        RecordedExchange recorded = exchange.Recorded;
        if (observed.Failure != ResponseFailure.None)
        {
            return CompareFailure(exchange, observed);
        }

        if (exchange.IsGivenUp)
        {
            return ResponseComparison.AsRecorded;
        }

        var noise = new TraceNoise(exchange.TraceIds, OwnIds.Of(traceId));
        var compared = ComparedResponse.Of(exchange, observed, noise, tally, owner);
        if (!RecordedResponse.CanCompare(recorded))
        {
            return Differing([], Agreed().Observed, noise.Actual);
        }

        List<ResponseDifference>? differences = Differences(compared, noise);
        if (!RecordedResponse.CanCompareBody(recorded))
        {
            // It must still be the same each time.
            return Differing(differences ?? [], Agreed().Observed, noise.Actual);
        }

        if (differences is null)
        {
            return ResponseComparison.AsRecorded;
        }

        // A worker for which a wrong time is the right one by chance agrees with one that sees the difference.
        return observed.TimesAgreed is { } timesAgreed && Differences(Of(timesAgreed()), noise) is null
            ? new ResponseComparison(differences, UInt128.Zero)
            : Differing(differences, Agreed().Observed, noise.Actual);

        ComparedResponse Agreed() => observed.Agreed is { } agreed ? Of(agreed()) : compared;

        ComparedResponse Of(ObservedResponse response) => ComparedResponse.Of(exchange, response, noise, tally: null, owner: null);
    }

    private static List<ResponseDifference>? Differences(ComparedResponse compared, TraceNoise noise)
    {
        PlannedExchange exchange = compared.Exchange;
        (RecordedExchange recorded, ObservedResponse observed) = (exchange.Recorded, compared.Observed);
        IncidentEvent expected = compared.Expected!;
        List<ResponseDifference>? differences = null;
        if (RecordedResponse.IsServiceFailure(expected))
        {
            string got = expected.Status == 0 ? $"{observed.Status}" : "a whole response";
            Add(DivergenceKind.ResponseStatus, "", DescribeFailure(expected), got, ref differences);
        }
        else if (expected.Status != observed.Status)
        {
            Add(DivergenceKind.ResponseStatus, "", $"{expected.Status}", $"{observed.Status}{ReasonInBody(observed)}", ref differences);
        }

        if (expected.Status != 0 && !recorded.ResponseIsStatusOnly)
        {
            bool areHeadersKnown = RecordedResponse.CanCompareHeaders(recorded);
            if (areHeadersKnown)
            {
                (HeaderMap recordedHeaders, HeaderMap gotHeaders) = ComparableHeaders(compared, RecordedResponse.CanCompareBody(recorded));
                var clock = new HeaderClock(expected.Timestamp.ToDateTimeOffset(), observed.At);
                AddHeaders(DivergenceKind.ResponseHeader, recordedHeaders, gotHeaders, noise, clock, ref differences);
                AddContentLength(recorded, expected, observed, ref differences);
            }

            AddBody(exchange, compared, noise, ref differences);
            if (areHeadersKnown)
            {
                AddHeaders(DivergenceKind.ResponseTrailer, expected.ResponseTrailers, observed.Trailers, noise, default, ref differences);
            }
        }

        return differences;
    }

    /// <summary>Compares two responses of the service with each other.</summary>
    /// <param name="first">The one, given as the expected.</param>
    /// <param name="firstIds">The trace ids its request went by.</param>
    /// <param name="second">The other.</param>
    /// <param name="secondIds">The trace ids its request went by.</param>
    public static IReadOnlyList<ResponseDifference> CompareObserved(ObservedResponse first, OwnIds firstIds, ObservedResponse second, OwnIds secondIds)
    {
        var noise = new TraceNoise(firstIds, secondIds);
        List<ResponseDifference>? differences = null;
        if (first.Status != second.Status)
        {
            Add(DivergenceKind.ResponseStatus, "", $"{first.Status}", $"{second.Status}", ref differences);
        }

        AddHeaders(DivergenceKind.ResponseHeader, first.Headers, second.Headers, noise, new HeaderClock(first.At, second.At), ref differences);
        AddBody(BodyContent.Of(first.Body.Bytes, first.Headers), BodyContent.Of(second.Body.Bytes, second.Headers), noise, ref differences);
        AddHeaders(DivergenceKind.ResponseTrailer, first.Trailers, second.Trailers, noise, default, ref differences);
        return differences ?? [];
    }

    /// <summary>Whether the incident holds such a failure in place of a response.</summary>
    public static bool IsAsRecorded(PlannedExchange exchange, ResponseFailure failure) =>
        exchange.Recorded.Response is { } expected && RecordedResponse.IsServiceFailure(expected) && IsAlike(expected, failure);

    private static ResponseComparison Differing(IReadOnlyList<ResponseDifference> differences, ObservedResponse observed, OwnIds ids) =>
        new(differences, Digest(observed, ids)) { Observed = observed.Body.Size <= LargestKept ? observed : null, Ids = ids };

    private static ResponseComparison CompareFailure(PlannedExchange exchange, ObservedResponse observed)
    {
        IncidentEvent? expected = exchange.Recorded.Response;
        if (IsAsRecorded(exchange, observed.Failure))
        {
            return ResponseComparison.AsRecorded;
        }

        DivergenceKind kind = observed.Failure == ResponseFailure.Stalled ? DivergenceKind.ResponseStalled : DivergenceKind.ResponseFailed;
        string recorded = expected is null ? "a response" : expected.Error is null ? $"{expected.Status}" : DescribeFailure(expected);
        string got = observed.Failure.Describe() + (observed.FailureDetail.Length == 0 ? "" : $" ({observed.FailureDetail})");
        return new ResponseComparison(
            [new(kind, "", recorded, got)],
            Hash(sink => Append(sink, NameOfFailure(observed.Failure).ToString())));
    }

    private static bool IsAlike(IncidentEvent expected, ResponseFailure failure) => expected.Status == 0
        ? failure is ResponseFailure.ConnectionRefused or ResponseFailure.ConnectionReset or ResponseFailure.ProtocolError
        : failure is ResponseFailure.ResponseCutShort;

    private static string DescribeFailure(IncidentEvent response) =>
        response.Status == 0 ? $"no response ({response.Error})" : $"{response.Status}, cut short ({response.Error})";

    private static void Add(DivergenceKind kind, string location, string expected, string got, ref List<ResponseDifference>? to) =>
        (to ??= []).Add(new(kind, location, expected, got));

    // The same content in another encoding that the client asked for is the same. The same bytes encoded otherwise are not, nor
    // can a hash of them tell.
    private static (HeaderMap Expected, HeaderMap Actual) ComparableHeaders(ComparedResponse compared, bool canCompareBody)
    {
        (IncidentEvent recorded, ObservedResponse observed) = (compared.Expected!, compared.Observed);
        IReadOnlyList<string> encoding = observed.Headers.Values(ContentEncoding);
        bool isContentCompared = canCompareBody
            && recorded.Body.IsComplete
            && observed.Body.IsWhole
            && !recorded.Headers.Values(ContentEncoding).SequenceEqual(encoding)
            && AcceptEncoding.Allows(compared.Exchange.Recorded.Request.Headers.Values("Accept-Encoding"), string.Join(',', encoding))
            && !compared.ExpectedBody().Span.SequenceEqual(observed.Body.Bytes.Span);
        return isContentCompared
            ? (WithoutContentEncoding(recorded.Headers), WithoutContentEncoding(observed.Headers))
            : (recorded.Headers, observed.Headers);
    }

    private static HeaderMap WithoutContentEncoding(HeaderMap headers) =>
        new(headers.Where(field => !field.Key.Equals(ContentEncoding, StringComparison.OrdinalIgnoreCase)));

    private static void AddHeaders(
        DivergenceKind kind, HeaderMap expected, HeaderMap actual, TraceNoise noise, HeaderClock clock, ref List<ResponseDifference>? to)
    {
        if (expected.Count == 0 && actual.Count == 0)
        {
            return;
        }

        foreach (HeaderDifference difference in HeaderComparer.Differences(expected, actual, noise, clock).Take(MostOfOnePart))
        {
            Add(kind, difference.Name, difference.Expected, difference.Got, ref to);
        }
    }

    // Where there is no body to compare, its length is all that is said of it: download managers ask with HEAD for nothing else.
    private static void AddContentLength(RecordedExchange recorded, IncidentEvent expected, ObservedResponse observed, ref List<ResponseDifference>? to)
    {
        bool isHead = recorded.Request.Method == "HEAD";
        if ((!isHead && expected.Status != 304 && (RecordedResponse.CanCompareBody(recorded) || RecordedResponse.WasLeft(expected)))
            || !expected.Headers.TryGetFirst(ContentLength, out string? length))
        {
            return;
        }

        if (!observed.Headers.TryGetFirst(ContentLength, out string? got))
        {
            got = isHead ? BodyDifference.Absent : length;
        }

        if (got != length)
        {
            Add(DivergenceKind.ResponseHeader, ContentLength, length, got, ref to);
        }
    }

    private static void AddBody(PlannedExchange exchange, ComparedResponse compared, TraceNoise noise, ref List<ResponseDifference>? to)
    {
        (IncidentEvent expected, ObservedResponse observed) = (compared.Expected!, compared.Observed);
        if ((!RecordedResponse.CanCompareBody(exchange.Recorded) && exchange.Left is null) || RecordedResponse.IsServiceFailure(expected))
        {
            return;
        }

        if (!observed.Body.IsWhole || expected.Body is { IsComplete: false, IsRedacted: false })
        {
            AddBodyByHash(expected, observed, ref to);
            return;
        }

        BodyContent content = expected.Body.IsRedacted ? BodyContent.Of(expected.Body, expected.Headers) : BodyContent.Of(compared.ExpectedBody(), expected.Headers);
        AddBody(content, BodyContent.Of(observed.Body.Bytes, observed.Headers), noise, ref to);
    }

    private static void AddBody(BodyContent expected, BodyContent actual, TraceNoise noise, ref List<ResponseDifference>? to)
    {
        foreach (BodyDifference difference in BodyComparer.Differences(expected, actual, noise, MostOfOnePart))
        {
            Add(DivergenceKind.ResponseBody, difference.Location, difference.Expected, difference.Got, ref to);
        }
    }

    private static void AddBodyByHash(IncidentEvent expected, ObservedResponse observed, ref List<ResponseDifference>? to)
    {
        string hash = expected.Body.Sha256 ?? Convert.ToHexStringLower(SHA256.HashData(expected.Body.GetBytes().Span));
        string got = observed.Body.Sha256 ?? Convert.ToHexStringLower(SHA256.HashData(observed.Body.Bytes.Span));
        if (expected.Body.Size != observed.Body.Size || !string.Equals(hash, got, StringComparison.OrdinalIgnoreCase))
        {
            Add(DivergenceKind.ResponseBody, "", $"{expected.Body.Size} bytes, SHA-256 {hash}", $"{observed.Body.Size} bytes, SHA-256 {got}", ref to);
        }
    }

    // A reset takes with it what had been received but not read, so that it is up to the scheduler whether the response had begun.
    private static ResponseFailure NameOfFailure(ResponseFailure failure) =>
        failure == ResponseFailure.ResponseCutShort ? ResponseFailure.ConnectionReset : failure;

    private static UInt128 Digest(ObservedResponse observed, OwnIds ids) => Hash(sink =>
    {
        Append(sink, $"{observed.Status}");
        HeaderComparer.AppendCanonical(observed.Body.IsWhole ? WithoutContentEncoding(observed.Headers) : observed.Headers, ids, (name, value) => Append(sink, $"{name}:{value}"));
        HeaderComparer.AppendCanonical(observed.Trailers, ids, (name, value) => Append(sink, $"{name}:{value}"));
        if (observed.Body.IsWhole)
        {
            BodyDigest.AppendCanonical(sink, BodyContent.Of(observed.Body.Bytes, observed.Headers), ids);
        }
        else
        {
            Append(sink, $"{observed.Body.Size}:{observed.Body.Sha256}");
        }
    });

    private static UInt128 Hash(Action<IncrementalHash> write)
    {
        using var sink = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        write(sink);
        return System.Buffers.Binary.BinaryPrimitives.ReadUInt128LittleEndian(sink.GetHashAndReset());
    }

    private static void Append(IncrementalHash sink, string text)
    {
        sink.AppendData(Encoding.UTF8.GetBytes(text));
        sink.AppendData([0]);
    }

    // What the stub refuses is often why the service fails: its reason, passed on, saves a look into the service's log.
    private static string ReasonInBody(ObservedResponse observed) =>
        observed.Status >= 400 && observed.Body.Size is > 0 and <= 200 ? $" ({Encoding.UTF8.GetString(observed.Body.Bytes.Span).ReplaceLineEndings(" ")})" : "";
}
