namespace InfernoSim.Noise;

/// <summary>What a <see cref="NoiseRule"/> is about.</summary>
internal enum NoiseKind
{
    /// <summary>The value of a header, of a response or of a dependency call.</summary>
    Header,

    /// <summary>The value of a query parameter of a dependency call.</summary>
    Query,

    /// <summary>The value of a field of a form.</summary>
    Form,

    /// <summary>The name of the file that a field of a form is.</summary>
    FileName,

    /// <summary>The values at a JSON path.</summary>
    Json,

    /// <summary>What a regular expression matches in a body that is text.</summary>
    Body,

    /// <summary>The order of the elements of the arrays at a JSON path.</summary>
    Unordered,

    /// <summary>The calls to a dependency, with all that is in them and however many there are.</summary>
    Calls,

    /// <summary>Segments of the path of a dependency call.</summary>
    Path,

    /// <summary>A ready set of values that are new each time, such as GUIDs, wherever they are.</summary>
    Fresh,

    /// <summary>How the text of statements is written: aliases, white space, case, names of parameters.</summary>
    Statements,
}
