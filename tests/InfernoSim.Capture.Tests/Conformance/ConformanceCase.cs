namespace InfernoSim.Capture.Tests.Conformance;

/// <summary>Something that a client says, and that the specifications have a word on.</summary>
/// <param name="Section">Where they have it.</param>
/// <param name="What">What it says.</param>
internal abstract record ConformanceCase(string Section, string What)
{
    /// <summary>How long a server may be silent. It only ends a case that hangs.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    /// <summary>How it is called.</summary>
    public string Name => $"{Section}: {What}";

    /// <summary>Whether it is said in HTTP/2.</summary>
    public abstract bool IsHttp2 { get; }

    /// <summary>Says it on a new connection.</summary>
    /// <param name="stream">The connection.</param>
    /// <param name="scheme">The scheme of its requests.</param>
    /// <returns>What the server did.</returns>
    public abstract Task<string> RunAsync(Stream stream, string scheme);
}
