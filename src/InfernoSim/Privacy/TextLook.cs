using System.Buffers;
using System.Text.Unicode;

namespace InfernoSim.Privacy;

/// <summary>
/// Looks at bytes as a text, without making one: a text of each body that passes would be garbage that takes longer to collect than to search.
/// </summary>
internal static class TextLook
{
    /// <summary>What a look says of bytes.</summary>
    /// <param name="content">The bytes.</param>
    /// <param name="look">The look at the text.</param>
    /// <returns><see langword="null"/> where they are no text in UTF-8.</returns>
    public static bool? At(ReadOnlySpan<byte> content, Func<ReadOnlySpan<char>, bool> look)
    {
        if (content.Contains((byte)0))
        {
            return null;
        }

        char[] text = ArrayPool<char>.Shared.Rent(content.Length);
        try
        {
            return Utf8.ToUtf16(content, text, out _, out int length, replaceInvalidSequences: false) == OperationStatus.Done ? look(text.AsSpan(0, length)) : null;
        }
        finally
        {
            ArrayPool<char>.Shared.Return(text);
        }
    }
}
