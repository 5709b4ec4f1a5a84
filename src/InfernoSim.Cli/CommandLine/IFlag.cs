namespace InfernoSim.Cli.CommandLine;

/// <summary>What help, docs and messages need to know of an option, whatever its value type.</summary>
internal interface IFlag
{
    /// <summary>The default as a user would type it; empty when there is none.</summary>
    string DefaultText { get; }

    /// <summary>Whether the option takes no value.</summary>
    bool IsSwitch => false;

    /// <summary>Description with the default behind it; System.CommandLine would print a parsed default (<c>00:00:30</c>), which nobody can type.</summary>
    static string Describe(string description, string defaultText) =>
        defaultText.Length == 0 ? description : $"{description} [default: {defaultText}]";

    /// <summary>Parses every token of an option; a bad one becomes an error that names the option.</summary>
    static T[] ParseTokens<T>(string flag, System.CommandLine.Parsing.ArgumentResult result, Func<string, T> parse)
    {
        var values = new List<T>(result.Tokens.Count);
        foreach (System.CommandLine.Parsing.Token token in result.Tokens)
        {
            try
            {
                values.Add(parse(token.Value));
            }
            catch (Exception problem) when (problem is CliException or Capture.CaptureException or Certificates.CertificateException or ReplayConfigurationException)
            {
                result.AddError($"{flag}: {problem.Message}");
            }
        }

        return [.. values];
    }
}
