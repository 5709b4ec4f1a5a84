using System.Text;
using InfernoSim.Matching;

namespace InfernoSim.Noise;

/// <summary>Ignores fields of a form that may be files.</summary>
/// <param name="replace">Ignores the part of a value that a rule names.</param>
/// <param name="count">Gets what the rules did.</param>
internal sealed class PartMasker(Func<CompiledNoise, string, string> replace, NoiseCount? count)
{
    /// <summary>Applies rules to a body.</summary>
    /// <param name="body">The body, with one text in place of its boundaries.</param>
    /// <param name="rules">Rules for such fields.</param>
    /// <returns>The body; itself where no rule names anything in it.</returns>
    public ReadOnlyMemory<byte> Mask(ReadOnlyMemory<byte> body, CompiledNoise[] rules)
    {
        if (rules.Length == 0)
        {
            return body;
        }

        // One character for each byte, so that any bytes fit.
        string text = Encoding.Latin1.GetString(body.Span);
        if (MultipartForm.PartsOf(text, Multipart.AnyBoundaryText) is not { } parts)
        {
            return body;
        }

        var masked = new StringBuilder(text.Length);
        int at = 0;
        foreach (FormPart part in parts)
        {
            CompiledNoise[] own = [.. rules.Where(rule => rule.Rule.Target == part.Name)];
            if (Content(text, part, own) is not { } content)
            {
                masked.Append(text, at, part.Start - at);
                at = part.End;
                continue;
            }

            foreach (FileNamePlace name in part.FileNames)
            {
                string value = text.Substring(name.Start, name.Length);
                masked.Append(text, at, name.Start - at).Append(FileName(value, own));
                at = name.Start + name.Length;
            }

            masked.Append(text, at, part.Content - at).Append(content);
            at = part.ContentEnd;
        }

        string result = masked.Append(text, at, text.Length - at).ToString();
        return result == text ? body : Encoding.Latin1.GetBytes(result);
    }

    // Nothing for a field that may be missing.
    private string? Content(string text, FormPart part, CompiledNoise[] rules)
    {
        string content = text[part.Content..part.ContentEnd];
        foreach (CompiledNoise rule in rules.Where(rule => rule.Rule.Kind == NoiseKind.Form))
        {
            string masked = Apply(rule, content);
            if (rule.Rule.Optional && masked != content)
            {
                return null;
            }

            content = masked;
        }

        return content;
    }

    private string FileName(string value, CompiledNoise[] rules)
    {
        foreach (CompiledNoise rule in rules)
        {
            value = rule.Rule.Kind == NoiseKind.FileName ? Apply(rule, value) : rule.Rule.IsOfPrivacy ? ValuePattern.Marker : value;
        }

        return value;
    }

    private string Apply(CompiledNoise rule, string value)
    {
        if (rule.Pattern is null)
        {
            count?.Add(rule.Index, 1);
            return ValuePattern.Marker;
        }

        string before = MultipartForm.TextOf(value);
        string after = replace(rule, before);
        return after == before ? value : Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(after));
    }
}
