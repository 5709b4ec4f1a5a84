namespace InfernoSim.Matching;

/// <summary>What a node of a <see cref="JsonTree"/> is.</summary>
internal enum JsonNodeKind : byte
{
    Null,
    True,
    False,
    Number,
    String,
    Name,
    Array,
    Object,
}

/// <summary>A value, or the name of a member, whose value follows it.</summary>
internal struct JsonNode
{
    /// <summary>Where its text begins.</summary>
    public int Start;

    /// <summary>How long its text is.</summary>
    public int Length;

    /// <summary>The index of the first node after it and everything in it.</summary>
    public int End;

    /// <summary>How many elements or members a container has.</summary>
    public int Count;

    /// <summary>Where the tree keeps the name without its escapes; -1 when the text has none.</summary>
    public int UnescapedName;

    /// <summary>What it is.</summary>
    public JsonNodeKind Kind;

    /// <summary>Whether the text of a string or name has escapes.</summary>
    public bool IsEscaped;
}
