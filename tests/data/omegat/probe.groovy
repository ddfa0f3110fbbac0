// Run by OmegaT in its console: prints what it holds after loading a project, tab-separated.
import org.omegat.core.events.IStopped
import org.omegat.core.statistics.FindMatches
import org.omegat.gui.glossary.GlossaryReaderTSV

if (eventType.toString() != "LOAD") return
project.transMemories.each { path, memory ->
    println "MEMORY\t${path}\t${memory.entries.size()}"
}
new File(project.projectProperties.glossaryRoot).eachFileMatch(~/.*\.utf8/) { file ->
    GlossaryReaderTSV.read(file, false).each { println "TERM\t${it.srcText}\t${it.locText}" }
}
def matcher = new FindMatches(project.sourceTokenizer, 5, false, false)
def never = { false } as IStopped
project.allEntries.each { entry ->
    matcher.search(project, entry.srcText, true, true, never).each { match ->
        println "MATCH\t${entry.srcText}\t${match.source}\t${match.scores[0].score}\t${match.projs[0]}"
    }
}
