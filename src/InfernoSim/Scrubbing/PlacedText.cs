namespace InfernoSim.Scrubbing;

/// <summary>What becomes of a value, the strictest first: where several rules name one place, the strictest holds.</summary>
internal enum PlaceAction
{
    /// <summary>It is not written down, nor is its name.</summary>
    Drop,

    /// <summary><c>[REDACTED]</c> is written in its place.</summary>
    Redact,

    /// <summary>A token is written in its place, an equal one for an equal value.</summary>
    Token,

    /// <summary>It is written down as it is, whatever it looks like.</summary>
    Keep,
}

/// <summary>How a value is written.</summary>
internal enum PlacedForm
{
    /// <summary>As text.</summary>
    Text,

    /// <summary>Inside of a string of JSON.</summary>
    JsonString,

    /// <summary>Percent-encoded.</summary>
    Encoded,

    /// <summary>As a number of JSON.</summary>
    Number,

    /// <summary>As text that may have been read with one character for each byte.</summary>
    Bytes,

    /// <summary>As the name of a file, in quotes.</summary>
    FileName,

    /// <summary>As the name of a file, without quotes.</summary>
    BareFileName,

    /// <summary>As the name of a file, percent-encoded.</summary>
    EncodedFileName,

    /// <summary>As another value of JSON: <see langword="true"/>, <see langword="false"/>, <c>null</c>, an object or an array.</summary>
    Json,
}

/// <summary>A value in a text that a rule is for.</summary>
/// <param name="Start">Where it begins.</param>
/// <param name="Length">Its length; of what is dropped, with its name and what parts it from the next.</param>
/// <param name="Action">What becomes of it.</param>
/// <param name="Form">How it is written.</param>
internal readonly record struct PlacedText(int Start, int Length, PlaceAction Action, PlacedForm Form)
{
    /// <summary>The value that it stands for; <see langword="null"/> for the one that stands there.</summary>
    public string? Whole { get; init; }

    /// <summary>Where it ends.</summary>
    public int End => Start + Length;
}
