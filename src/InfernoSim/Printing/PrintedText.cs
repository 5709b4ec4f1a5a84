using System.Runtime.CompilerServices;
using System.Text;

namespace InfernoSim.Printing;

/// <summary>A text for a person, put together line by line: what others wrote can neither end a line nor begin one.</summary>
internal sealed class PrintedText
{
    private readonly StringBuilder _text = new();

    /// <summary>Adds a line.</summary>
    /// <param name="line">Its text, without its end.</param>
    /// <returns>This.</returns>
    public PrintedText Line(string line = "")
    {
        _text.Append(VisibleText.Line(line)).Append('\n');
        return this;
    }

    /// <summary>Adds a line.</summary>
    /// <param name="culture">How numbers are written.</param>
    /// <param name="line">Its text, without its end.</param>
    /// <returns>This.</returns>
    public PrintedText Line(IFormatProvider culture, [InterpolatedStringHandlerArgument(nameof(culture))] ref DefaultInterpolatedStringHandler line)
    {
        _ = culture;
        return Line(line.ToStringAndClear());
    }

    /// <summary>Adds lines of our own, such as an advice or another text that was printed.</summary>
    /// <param name="lines">The lines.</param>
    /// <returns>This.</returns>
    public PrintedText Lines(string lines)
    {
        _text.Append(VisibleText.Lines(lines));
        if (!lines.EndsWith('\n'))
        {
            _text.Append('\n');
        }

        return this;
    }

    /// <summary>Adds a blank line, a title and what is below it, indented; nothing where there is nothing below it.</summary>
    /// <param name="title">The title.</param>
    /// <param name="lines">What is below it.</param>
    /// <returns>This.</returns>
    public PrintedText Section(string title, IEnumerable<string> lines)
    {
        bool isEmpty = true;
        foreach (string line in lines)
        {
            if (isEmpty)
            {
                Line().Line(title);
                isEmpty = false;
            }

            Line("  " + line);
        }

        return this;
    }

    /// <inheritdoc/>
    public override string ToString() => _text.ToString();
}
