using InfernoSim.Matching;

namespace InfernoSim.Healing;

/// <summary>Where in a message a value is.</summary>
/// <param name="Part">In which part.</param>
/// <param name="Path">A header's or parameter's name, a JSON pointer, or the number of a token of a text.</param>
internal readonly record struct Position(ComparedPart Part, string Path);

internal enum ComparedPart
{
    Status,
    Header,
    Path,
    Query,
    Form,
    Json,
    Text,
}

/// <summary>A value that was recorded or seen.</summary>
/// <param name="Kind">Its JSON type; texts of other parts are strings.</param>
/// <param name="Text">What it says; of an array how many elements it has.</param>
/// <param name="Elements">Of an array, each element in canonical form.</param>
/// <param name="Context">Of a token of a text, what is before it on its line.</param>
internal sealed record ObservedValue(JsonNodeKind Kind, string Text, string[]? Elements = null, string Context = "")
{
    /// <summary>The value as it came, where <see cref="Text"/> is only what is compared of it.</summary>
    public string Raw { get; init; } = Text;
}

/// <summary>A value at a moment of a replay.</summary>
/// <param name="Value">The value; <see langword="null"/> when there was none at that place.</param>
/// <param name="Seconds">When it was seen, in seconds since the Unix epoch.</param>
internal readonly record struct SeenValue(ObservedValue? Value, double Seconds);
