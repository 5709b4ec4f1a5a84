using System.Globalization;

namespace InfernoSim.LiveState;

/// <summary>A part of a message that holds values.</summary>
internal enum MessagePart
{
    Path,
    Query,
    Header,
    Cookie,
    Body,
    Form,
}

/// <summary>Where in a message a value is.</summary>
/// <param name="Part">The part.</param>
/// <param name="Name">The place of a path segment (from 1), the name of a query parameter, header, cookie or form field, or a JSON Pointer.</param>
/// <param name="Token">Which token of a longer text, from 0; -1 when the value is the whole of it.</param>
internal readonly record struct ValuePlace(MessagePart Part, string Name, int Token = ValuePlace.Whole)
{
    public const int Whole = -1;

    /// <summary>A segment of a path without the extension of a file.</summary>
    public const int WithoutExtension = -2;

    /// <summary>Of a value that is in what was said over a WebSocket, the number of the message, from 1; 0 where it is in none.</summary>
    public int Message => Part == MessagePart.Body && Name.StartsWith('/') && int.TryParse(Name.AsSpan(1, FirstLength), NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : 0;

    // Of the first name of a JSON Pointer.
    private int FirstLength => Name.IndexOf('/', 1) is > 0 and var end ? end - 1 : Name.Length - 1;

    /// <inheritdoc/>
    public override string ToString() => Part switch
    {
        MessagePart.Path => $"path segment {Name}",
        MessagePart.Query => $"query {Name}",
        MessagePart.Header => $"header {Name}",
        MessagePart.Cookie => $"cookie {Name}",
        MessagePart.Body => $"body {Name}",
        _ => $"form field {Name}",
    };
}

/// <summary>A value in a message.</summary>
/// <param name="Text">The value, decoded.</param>
/// <param name="Place">Where it is.</param>
/// <param name="IsNumber">Whether it is a JSON number.</param>
internal readonly record struct FoundValue(string Text, ValuePlace Place, bool IsNumber = false);
