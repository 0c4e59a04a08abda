"""A tiny treebank written for these tests, in the forms that its big sisters are published in."""

from __future__ import annotations

import pytest

from tasks.extract.english.conllu import Sentence, read_sentences

TREEBANK = """\
# newdoc id = one
# sent_id = one-1
# text = The mayor denied that taxes rose on Monday.
1	The	the	DET	DT	Definite=Def|PronType=Art	2	det	_	Entity=(1-person
2	mayor	mayor	NOUN	NN	Number=Sing	3	nsubj	_	Entity=1)
3	denied	deny	VERB	VBD	Mood=Ind|Tense=Past|VerbForm=Fin|Style=Expr	0	root	_	_
4	that	that	SCONJ	IN	_	6	mark	_	_
5	taxes	tax	NOUN	NNS	Number=Plur	6	nsubj	_	_
6	rose	rise	VERB	VBD	Mood=Ind|Tense=Past|VerbForm=Fin	3	ccomp	_	_
7	on	on	ADP	IN	_	8	case	_	_
8	Monday	Monday	PROPN	NNP	Number=Sing	6	obl:tmod	_	SpaceAfter=No
9	.	.	PUNCT	.	_	3	punct	_	_

# sent_id = one-2
# text = President Ana Silva won't visit the city of Porto.
1	President	president	NOUN	NN	Number=Sing	2	nmod:desc	_	Entity=(2-person
2	Ana	Ana	PROPN	NNP	Number=Sing	6	nsubj	_	_
3	Silva	Silva	PROPN	NNP	Number=Sing	2	flat	_	Entity=2)
4-5	won't	_	_	_	_	_	_	_	_
4	wo	will	AUX	MD	VerbForm=Fin	6	aux	_	_
5	n't	not	PART	RB	Polarity=Neg	6	advmod	_	_
6	visit	visit	VERB	VB	VerbForm=Inf	0	root	_	_
7	the	the	DET	DT	Definite=Def|PronType=Art	8	det	_	Entity=(3-place
8	city	city	NOUN	NN	Number=Sing	6	obj	_	_
9	of	of	ADP	IN	_	10	case	_	_
10	Porto	Porto	PROPN	NNP	Number=Sing	8	nmod	_	Entity=(3-place)3)|SpaceAfter=No
11	.	.	PUNCT	.	_	6	punct	_	SpaceAfter=No

# newpar
# sent_id = one-3
# text = Ana Silva added that she is wanna-be happy in the old town.
1	Ana	Ana	PROPN	NNP	Number=Sing	3	nsubj	_	Entity=(2-person
2	Silva	Silva	PROPN	NNP	Number=Sing	1	flat	_	Entity=2)
3	added	add	VERB	VBD	Mood=Ind|Tense=Past|VerbForm=Fin	0	root	_	_
4	that	that	SCONJ	IN	_	8	mark	_	_
5	she	she	PRON	PRP	Gender=Fem	8	nsubj	_	_
6	is	be	AUX	VBZ	Mood=Ind|VerbForm=Fin	8	cop	_	_
7	wanna-be	wanna-be	ADV	RB	_	8	advmod	_	_
8	happy	happy	ADJ	JJ	Degree=Pos	3	ccomp	_	_
9	in	in	ADP	IN	_	12	case	_	_
10	the	the	DET	DT	Definite=Def|PronType=Art	12	det	_	_
11	old	old	ADJ	JJ	Degree=Pos	12	amod	_	_
12	town	town	NOUN	NN	Number=Sing	8	obl	_	SpaceAfter=No
13	.	.	PUNCT	.	_	3	punct	_	_

# sent_id = one-4
# text = The river floods the fields every spring.
1	The	the	DET	DT	Definite=Def|PronType=Art	2	det	_	_
2	river	river	NOUN	NN	Number=Sing	3	nsubj	_	_
3	floods	flood	VERB	VBZ	Mood=Ind|VerbForm=Fin	0	root	_	_
4	the	the	DET	DT	Definite=Def|PronType=Art	5	det	_	_
5	fields	field	NOUN	NNS	Number=Plur	3	obj	_	_
6	every	every	DET	DT	PronType=Tot	7	det	_	_
7	spring	spring	NOUN	NN	Number=Sing	3	obl:unmarked	_	SpaceAfter=No
8	.	.	PUNCT	.	_	3	punct	_	_
"""


@pytest.fixture(scope="session")
def treebank() -> str:
    """Four sentences in two paragraphs, as CoNLL-U with GUM's entity column."""
    return TREEBANK


@pytest.fixture(scope="session")
def sentences(treebank: str) -> list[Sentence]:
    """The sentences of the tiny treebank."""
    return list(read_sentences(treebank.splitlines()))
