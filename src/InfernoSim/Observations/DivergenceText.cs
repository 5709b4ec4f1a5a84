namespace InfernoSim.Observations;

/// <summary>A divergence for a person. Runs, workers and exchanges are counted from 1 here, as people count.</summary>
internal static class DivergenceText
{
    /// <summary>A divergence in one line, with its place in the incident.</summary>
    public static string InOneLine(Divergence divergence) => $"{Place(divergence)}: {WithoutPlace(divergence)}";

    /// <summary>What differs, without the place.</summary>
    public static string WithoutPlace(Divergence divergence)
    {
        string what = StatementKinds.Of(divergence) switch
        {
            DivergenceKind.CallMissing => "dependency call missing",
            DivergenceKind.CallExtra => "extra dependency call",
            DivergenceKind.CallDuplicate => "duplicate dependency call",
            DivergenceKind.CallChanged => $"dependency call differs at {divergence.Location}",
            DivergenceKind.CallReordered => "dependency calls reordered",
            DivergenceKind.CallAfterResponse => "dependency call not waited for",
            DivergenceKind.CallGivenUp => "dependency call given up too early",
            DivergenceKind.SqlMissing => "SQL statement missing",
            DivergenceKind.SqlExtra => "extra SQL statement",
            DivergenceKind.SqlDuplicate => "duplicate SQL statement",
            DivergenceKind.SqlChanged => $"SQL statement differs at {StatementPlace(divergence.Location)}",
            DivergenceKind.SqlReordered => "SQL statements reordered",
            DivergenceKind.ResponseFailed => "no complete response",
            DivergenceKind.ResponseStatus => "response status differs",
            DivergenceKind.ResponseHeader => $"response header {divergence.Location} differs",
            DivergenceKind.ResponseBody => divergence.Location.Length == 0 ? "response body differs" : $"response body differs at {divergence.Location}",
            DivergenceKind.ResponseTrailer => $"response trailer {divergence.Location} differs",
            DivergenceKind.ResponseStalled => "response stalled",
            _ => divergence.Kind.ToString(),
        };
        return $"{what}: expected {SecretPlaces.Hide(divergence.Location, divergence.Expected)}, got {SecretPlaces.Hide(divergence.Location, divergence.Got)}";
    }

    /// <summary>A divergence with everything known of it, a line each.</summary>
    public static IEnumerable<string> InFull(Divergence divergence)
    {
        yield return InOneLine(divergence);
        yield return $"seen      run {divergence.Run + 1}, worker {(divergence.Worker < 0 ? "unknown" : divergence.Worker + 1)}, {divergence.Count} times in all";
        yield return $"request   {divergence.Request}";
        if (divergence.CallRequest is not null)
        {
            yield return $"call      {divergence.CallRequest}";
        }

        yield return $"expected  {SecretPlaces.Hide(divergence.Location, divergence.Expected)}";
        yield return $"got       {SecretPlaces.Hide(divergence.Location, divergence.Got)}";
        if (divergence.Note.Length > 0)
        {
            yield return $"because   {divergence.Note}";
        }

        foreach (string rule in divergence.AfterFaults)
        {
            yield return $"after     injected fault {rule}";
        }

        foreach (PrecedingCall call in divergence.Before)
        {
            yield return $"after     dependency call {call.Call + 1} ({call.Request}): {Describe(call)}";
        }
    }

    // method, path, body/text, body/parameters/@p0/value
    private static string StatementPlace(string location) => location.Split('/') switch
    {
        ["method"] => "its kind",
        ["path"] => "its table",
        ["body", "form"] => "the form of its text alone (names of aliases or parameters, case, white space; a rule 'statements: form' ignores it)",
        ["body", "text"] => "its text",
        ["body", "parameters", var name, "value"] => $"parameter {name}",
        ["body", "parameters", var name, "type"] => $"the type of parameter {name}",
        ["body", "parameters", var name] => $"parameter {name}",
        ["body", "parameters"] => "its parameters",
        _ => location,
    };

    private static string Describe(PrecedingCall call) => call.Status switch
    {
        null => "made to fail by a fault",
        0 => "failed, as recorded",
        { } status => $"answered {status}",
    };

    private static string Place(Divergence divergence)
    {
        string exchange = divergence.Exchange < 0 ? "outside any exchange" : $"exchange {divergence.Exchange + 1} ({divergence.Request})";
        return divergence.Call is { } call ? $"{exchange}, dependency call {call + 1}" + (divergence.CallRequest is null ? "" : $" ({divergence.CallRequest})") : exchange;
    }
}
