namespace InfernoSim.Testing.Adapters;

/// <summary>Where a test framework shows what a test reports beside its outcome.</summary>
public interface ITestReport
{
    /// <summary>Writes to the test's output.</summary>
    /// <param name="text">One line or several.</param>
    void Write(string text);

    /// <summary>Attaches a file to the test. A framework without attachments can keep it with <see cref="SummaryFiles"/>.</summary>
    /// <param name="name">Its name, for example <c>summary.txt</c>.</param>
    /// <param name="content">What is in it.</param>
    /// <exception cref="IOException">It cannot be written. The test's outcome does not depend on it.</exception>
    void Attach(string name, string content);
}
